"""Settings: read once, and each wrong one said in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, WrongSettings, read_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
KEY = "k" * 32


@pytest.fixture
def _bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from no variable and no .env, whatever this machine has."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_bare_environment")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("FORWARDED_ALLOW_IPS", "*"),
        ("FORWARDED_ALLOW_IPS", "127.0.0.1, ::/0"),
        ("METRICS_TOKEN", "guess"),
        ("PORT", "70000"),
        ("TZ", "Asia/Atlantis"),
        ("TZ", "Asia"),
        ("LOG_LEVEL", "loud"),
        ("PUBLIC_URL", "mingcha.example.cn"),
        ("PUBLIC_URL", "https://mingcha.example.cn:https"),
        ("DATABASE_URL", "mysql://here"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://somebody@db:port/mingcha"),
        ("EVIDENCE_URL", "ftp://here"),
        ("EVIDENCE_URL", "file:"),
        ("EVIDENCE_URL", "file://"),
        ("EVIDENCE_URL", "s3:///prefix"),
        ("DEMO", "perhaps"),
        ("SECRET_KEY", "short"),
        ("MESSAGES_PER_MINUTE", "0"),
        ("PHOTO_MAX_BYTES", "20 MB"),
        ("TELEGRAM_TOKEN", "令牌"),
        ("TELEGRAM_BASE_URL", "localhost:8081"),
        ("TELEGRAM_PROXY", "socks5://127.0.0.1:1080"),
        ("TELEGRAM_WEBHOOK_URL", "https://mingcha.example.cn/telegram"),
        ("WECOM_CORP_ID", "ww0123456789"),
        ("WECOM_AGENT_ID", "first"),
        ("WECOM_API_BASE", "qyapi.weixin.qq.com"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    (line,) = wrong.value.lines
    assert name in line
    assert "\n" not in line


WEBHOOK = {
    "telegram_token": "1:abc",
    "telegram_webhook_url": "https://bot.example.cn",
    "telegram_webhook_secret": "s",
}


WECOM = {
    "wecom_corp_id": "ww1",
    "wecom_agent_id": 1,
    "wecom_secret": "s",
    "wecom_token": "t",
    "wecom_aes_key": "a" * 43,
}


@pytest.mark.usefixtures("_bare_environment")
@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (WEBHOOK, ""),
        (WEBHOOK | {"telegram_webhook_url": "https://bot.example.cn:8443/bot"}, ""),
        (WEBHOOK | {"telegram_webhook_url": "http://bot.example.cn"}, "TELEGRAM_WEBHOOK_URL"),
        (WEBHOOK | {"telegram_webhook_url": "https://bot.example.cn:8000"}, "TELEGRAM_WEBHOOK_URL"),
        (
            WEBHOOK
            | {
                "telegram_webhook_url": "http://10.0.0.7:8000",
                "telegram_base_url": "http://10.0.0.8:8081",
            },
            "",
        ),
        (WEBHOOK | {"telegram_webhook_secret": "明察"}, "TELEGRAM_WEBHOOK_SECRET"),
        (WECOM, ""),
        (WECOM | {"wecom_aes_key": "a" * 42}, "WECOM_AES_KEY"),
        (WECOM | {"wecom_aes_key": "a" * 42 + "-"}, "WECOM_AES_KEY"),
        ({"database_url": "postgresql:///mingcha"}, ""),
        ({"database_url": "sqlite:////srv/mingcha.db"}, ""),
    ],
)
def test_what_a_platform_would_refuse_is_refused_at_the_start(
    settings: dict[str, object], named: str
) -> None:
    if not named:
        read_settings(secret_key=KEY, **settings)
        return
    with pytest.raises(WrongSettings) as wrong:
        read_settings(secret_key=KEY, **settings)
    (line,) = wrong.value.lines
    assert line.startswith(f"{named}: ")


@pytest.mark.usefixtures("_bare_environment")
def test_a_log_level_may_be_written_small() -> None:
    assert read_settings(secret_key=KEY, log_level="info").log_level == "INFO"


@pytest.mark.usefixtures("_bare_environment")
def test_a_file_of_settings_in_another_encoding_is_said() -> None:
    Path(".env").write_bytes("BUREAU_NAME=明察\n".encode("gbk"))
    with pytest.raises(WrongSettings, match=r"^\.env: .*UTF-8"):
        read_settings()


@pytest.mark.usefixtures("_bare_environment")
def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"SECRET_KEY": KEY, "PORT": "x", "TZ": "y", "EVIDENCE_URL": "z"}.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    assert [line.split(":")[0] for line in wrong.value.lines] == ["PORT", "EVIDENCE_URL", "TZ"]


@pytest.mark.usefixtures("_bare_environment")
def test_the_demo_refuses_a_real_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO", "1")
    assert read_settings().demo
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:abc")
    with pytest.raises(WrongSettings, match=r"^DEMO: "):
        read_settings()


@pytest.mark.usefixtures("_bare_environment")
def test_the_example_shows_the_defaults() -> None:
    assert read_settings(_env_file=EXAMPLE, secret_key=KEY) == read_settings(
        _env_file=None, secret_key=KEY
    )


@pytest.mark.usefixtures("_bare_environment")
@pytest.mark.parametrize("proxies", ["10.0.0.5", "127.0.0.1, 172.31.253.0/28", "::1"])
def test_proxies_are_named_by_address_or_network(
    proxies: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", KEY)
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", proxies)
    assert read_settings().forwarded_allow_ips == proxies
