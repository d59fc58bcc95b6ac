"""Every setting, read once from the environment and `.env`."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class WrongSettings(Exception):
    """Settings that cannot work; `lines` hold one sentence for each, naming the variable."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(BaseSettings):
    """The variables of `.env.example`, by the same names in capitals."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

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

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(
                f"没有时区 {name}，请写例如 Asia/Shanghai / no such time zone; write for example Asia/Shanghai"
            ) from None
        return name

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("请写 sqlite:///文件 或 postgresql://用户:密码@主机/库名 / write one of these forms")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("evidence_url")
    @classmethod
    def _known_store(cls, url: str) -> str:
        if not url.startswith(("file:", "s3://")):
            raise ValueError("请写 file:文件夹 或 s3://桶/前缀 / write file:FOLDER or s3://BUCKET/PREFIX")
        return url

    @field_validator("font_path")
    @classmethod
    def _draws_chinese(cls, path: Path | None) -> Path | None:
        if path is None:
            return None
        from bot.fonts import draws_chinese  # only where it is set: a library for pictures is much to load

        if not draws_chinese(path):
            raise ValueError(
                f"{path} 不是中文字体，留空则自动查找 / no font that draws Chinese; leave it empty to have one found"
            )
        return path

    @model_validator(mode="after")
    def _fit_together(self) -> Settings:
        if self.demo and (self.has_telegram or self.has_wecom):
            raise ValueError("DEMO: 演示不能与真实令牌同用，请清空 DEMO 或各渠道变量 / the demo refuses to run with a real token")
        if not self.demo and len(self.secret_key.get_secret_value()) < 32:
            raise ValueError(
                "SECRET_KEY: 至少32个字符，可用此命令生成 / at least 32 characters; make one with: "
                "python -c 'import secrets; print(secrets.token_hex(32))'"
            )
        if self.telegram_webhook_url and not self.telegram_webhook_secret.get_secret_value():
            raise ValueError("TELEGRAM_WEBHOOK_SECRET: 设了 TELEGRAM_WEBHOOK_URL 就必须设置 / needed with TELEGRAM_WEBHOOK_URL")
        given = (self.wecom_corp_id, self.wecom_agent_id, self.wecom_secret, self.wecom_token, self.wecom_aes_key)
        if any(_filled(each) for each in given) and not all(_filled(each) for each in given):
            names = "WECOM_CORP_ID, WECOM_AGENT_ID, WECOM_SECRET, WECOM_TOKEN, WECOM_AES_KEY"
            raise ValueError(f"{names}: 要么全部设置，要么全部留空 / set all of them or none")
        if self.wecom_corp_id and len(self.wecom_aes_key.get_secret_value()) != 43:
            raise ValueError("WECOM_AES_KEY: 应为管理后台给出的43个字符 / exactly 43 characters, as the admin page shows it")
        return self

    @property
    def address(self) -> str:
        """What links and QR codes begin with: without PUBLIC_URL it is good on this machine alone."""
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


def read_settings(**overrides: object) -> Settings:
    """Return the settings; raises WrongSettings with a line for each wrong variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks what the environment gave
    except ValidationError as error:
        raise WrongSettings([_in_one_line(each["loc"], each["msg"]) for each in error.errors()]) from error


def _filled(value: object) -> bool:
    return bool(value.get_secret_value()) if isinstance(value, SecretStr) else bool(value)


def _in_one_line(place: tuple[int | str, ...], message: str) -> str:
    message = message.removeprefix("Value error, ")
    if message.isascii():  # pydantic's own
        message = f"设置有误 / {message}"
    return f"{str(place[0]).upper()}: {message}" if place else message
