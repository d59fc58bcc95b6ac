"""Every setting, read once from the environment and `.env`."""

from __future__ import annotations

import logging
import re
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

WEBHOOK_PORTS = (443, 80, 88, 8443)  # Telegram calls no others


class WrongSettings(Exception):
    """Settings that cannot work; `lines` hold one sentence for each, naming the variable."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """The variables of `.env.example`, by the same names in capitals."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = ""
    database_url: str = "sqlite:///.data/mingcha.db"
    evidence_url: str = "file:.data/evidence"
    bureau_name: str = "明察示范区教育局"
    tz: str = "Asia/Shanghai"
    secret_key: SecretStr = SecretStr("")
    demo: bool = False
    log_level: str = "INFO"
    font_path: Path | None = None
    forwarded_allow_ips: str = "127.0.0.1"
    metrics_token: SecretStr = SecretStr("")

    messages_per_minute: int = Field(default=30, ge=1)
    photos_per_ticket: int = Field(default=20, ge=1)
    photo_max_bytes: int = Field(default=20_000_000, ge=1)
    photo_max_pixels: int = Field(default=50_000_000, ge=1)

    telegram_token: SecretStr = SecretStr("")
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    telegram_base_url: str = ""
    telegram_proxy: str = ""

    wecom_corp_id: str = ""
    wecom_agent_id: int | None = None
    wecom_secret: SecretStr = SecretStr("")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_api_base: str = "https://qyapi.weixin.qq.com"

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, level: str) -> str:
        if level.upper() not in logging.getLevelNamesMapping():
            raise ValueError(
                f"没有级别 {level}，请写 INFO 或 WARNING / no such level; write INFO or WARNING"
            )
        return level.upper()

    @field_validator(
        "public_url",
        "telegram_webhook_url",
        "telegram_base_url",
        "telegram_proxy",
        "wecom_api_base",
    )
    @classmethod
    def _whole_address(cls, url: str) -> str:
        if url and _split(url) is None:
            raise ValueError(
                "请从 http:// 或 https:// 写起，写全网址 / "
                "write the whole address, from http:// or https:// on"
            )
        return url

    @field_validator("forwarded_allow_ips")
    @classmethod
    def _names_proxies(cls, addresses: str) -> str:
        for address in addresses.split(","):
            if not _is_network(address.strip()):
                raise ValueError(
                    "请写反向代理自己的地址或网段，不能写 * 或 /0：否则任何人都能冒充来访地址 / "
                    "write the proxy's own address or network, never * or /0: anybody could pass "
                    "for another address"
                )
        return addresses

    @field_validator("metrics_token")
    @classmethod
    def _hard_to_guess(cls, token: SecretStr) -> SecretStr:
        if 0 < len(token.get_secret_value()) < 32:
            raise ValueError("至少32个字符 / at least 32 characters")
        return token

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        # OSError: a folder of zones, such as Asia.
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError(
                f"没有时区 {name}，请写例如 Asia/Shanghai / no such time zone; write for example "
                f"Asia/Shanghai"
            ) from None
        return name

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        is_file = re.fullmatch(r"sqlite:///(?!:memory:)[^?].*", url)
        if not is_file and _split(url, ("postgresql", "postgresql+psycopg")) is None:
            raise ValueError(
                "请写 sqlite:///文件 或 postgresql://用户:密码@主机/库名 / write one of these forms"
            )
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("evidence_url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not re.fullmatch(r"file:(?!(//)?$).*|s3://[^/].*", url):
            raise ValueError(
                "请写 file:文件夹 或 s3://桶/前缀 / write file:FOLDER or s3://BUCKET/PREFIX"
            )
        return url

    @field_validator("font_path")
    @classmethod
    def _draws_chinese(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        # Only where it is set: a library for pictures is much to load.
        from bot.media.fonts import draws_chinese

        if not draws_chinese(path):
            raise ValueError(
                f"{path} 不是中文字体，留空则自动查找 / "
                "no font that draws Chinese; leave it empty to have one found"
            )
        return path

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if self.demo and (self.has_telegram or self.has_wecom):
            raise ValueError(
                "DEMO: 演示不能与真实令牌同用，请清空 DEMO 或各渠道变量 / "
                "the demo refuses to run with a real token"
            )
        if not self.demo and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError(
                "SECRET_KEY: 至少32个字符，可用此命令生成 / at least 32 characters; make one with: "
                "python -c 'import secrets; print(secrets.token_hex(32))'"
            )
        _check_telegram(self)
        _check_wecom(self)
        return self

    @property
    def address(self) -> str:
        """What links and QR codes begin with; without PUBLIC_URL it is good here alone."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def has_telegram(self) -> bool:
        return bool(self.telegram_token.get_secret_value())

    @property
    def has_wecom(self) -> bool:
        return bool(self.wecom_corp_id)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)


def _check_telegram(settings: Settings) -> None:
    """Raise ValueError for what Telegram would refuse: without its calls the bot looks well and
    hears nothing.
    """
    token, secret = (
        settings.telegram_token.get_secret_value(),
        settings.telegram_webhook_secret.get_secret_value(),
    )
    if token and not re.fullmatch(r"[0-9]+:[A-Za-z0-9_-]+", token):
        raise ValueError(
            "TELEGRAM_TOKEN: 应为 @BotFather 给出的“数字:字母” / digits, a colon and letters, as "
            "@BotFather gave it"
        )
    if not settings.telegram_webhook_url:
        return
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise ValueError(
            "TELEGRAM_WEBHOOK_SECRET: 设了 TELEGRAM_WEBHOOK_URL 就必须设置，"
            "1到256个字母、数字、_ 或 - / "
            "needed with TELEGRAM_WEBHOOK_URL: 1 to 256 letters, digits, _ or -"
        )
    if settings.telegram_base_url:
        return  # a server of one's own may call any port, and without TLS
    url = urlsplit(settings.telegram_webhook_url)
    if url.scheme != "https":
        raise ValueError(
            "TELEGRAM_WEBHOOK_URL: Telegram 只接受 https:// / Telegram takes nothing but https://"
        )
    if (url.port or 443) not in WEBHOOK_PORTS:
        raise ValueError(
            "TELEGRAM_WEBHOOK_URL: Telegram 只访问443、80、88、8443端口 / Telegram calls no other "
            "ports than these"
        )


def _check_wecom(settings: Settings) -> None:
    """Raise ValueError for settings of WeCom that cannot work: they go together."""
    given = (
        settings.wecom_corp_id,
        settings.wecom_agent_id,
        settings.wecom_secret,
        settings.wecom_token,
        settings.wecom_aes_key,
    )
    filled = [_filled(value) for value in given]
    if any(filled) and not all(filled):
        names = "WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, WECOM_TOKEN, WECOM_AES_KEY"
        raise ValueError(f"{names}: 要么全部设置，要么全部留空 / set all of them or none")
    aes_key = settings.wecom_aes_key.get_secret_value()
    if settings.wecom_corp_id and not re.fullmatch(r"[A-Za-z0-9+/]{43}", aes_key):
        raise ValueError(
            "WECOM_AES_KEY: 应为管理后台给出的43个字母和数字 / "
            "exactly 43 letters and digits, as the admin page shows it"
        )


def read_settings(**overrides: object) -> Settings:
    """Return the settings; raises WrongSettings with a line for each wrong variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks what the environment gave
    except ValidationError as error:
        lines = [_in_one_line(wrong["loc"], wrong["msg"]) for wrong in error.errors()]
        raise WrongSettings(lines) from error
    except UnicodeDecodeError as error:
        raise WrongSettings([".env: 请存成 UTF-8 编码 / save it as UTF-8"]) from error


def _split(url: str, schemes: tuple[str, ...] = ("http", "https")) -> SplitResult | None:
    """Return the address's parts, None when it is no address of these kinds."""
    try:
        parts = urlsplit(url)
        is_whole = (
            parts.scheme in schemes
            and (parts.hostname or "http" not in schemes)
            and (parts.port or 1)
        )
    except ValueError:  # a port that is no number
        return None
    return parts if is_whole and not re.search(r"\s", url) else None


def _is_network(address: str) -> bool:
    """Tell whether this is an address or a network that is not everybody's."""
    try:
        return ip_network(address).prefixlen > 0
    except ValueError:
        return False


def _filled(value: object) -> bool:
    return bool(value.get_secret_value()) if isinstance(value, SecretStr) else bool(value)


def _in_one_line(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if message.isascii():  # pydantic's own
        message = f"设置有误 / {message}"
    return f"{str(place[0]).upper()}: {message}" if place else message
