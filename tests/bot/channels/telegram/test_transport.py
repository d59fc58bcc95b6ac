"""Telegram over TLS: a server that nobody vouches for is not spoken to, one that the machine trusts
is.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.channels.base import Incoming, Outgoing, TryLater
from bot.channels.telegram.channel import TelegramChannel
from tests.fakes.telegram import TOKEN

ANSWER = b'{"ok":true,"result":{"message_id":5,"date":1,"chat":{"id":77,"type":"private"}}}'


async def ignore(_incoming: Incoming) -> None:
    raise AssertionError("nothing comes in here")


def _make_certificate(folder: Path) -> Path:
    """Write a key and a certificate for 127.0.0.1 that vouches for itself into one file."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    (folder / "trusted.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return folder / "server.pem"


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_make_certificate(tmp_path))

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"/sendMessage" in head
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%b"
            % (len(ANSWER), ANSWER)
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def test_a_server_that_nobody_vouches_for_is_not_spoken_to(address: str) -> None:
    channel = TelegramChannel(TOKEN, ignore, base_url=address)
    with pytest.raises(TryLater, match=r"(?i)certificate"):  # and no doubt: nothing was said
        await channel.send("77", Outgoing(1, "x"))
    await channel.stop()


async def test_one_that_the_machine_trusts_is_spoken_to(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    channel = TelegramChannel(TOKEN, ignore, base_url=address)
    assert (await channel.send("77", Outgoing(1, "x"))).reference == "5"
    await channel.stop()
