"""Les réglages, lus dans l'environnement ou dans `.env` (préfixe `VIGIE_`)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROLES = ("inbound", "courier", "scheduler")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TELEGRAM = "https://api.telegram.org"


class SettingsError(Exception):
    """Un réglage manque ou ne va pas ; le message tient en une ligne et le nomme."""


class Settings(BaseSettings):
    """Les réglages de Vigie, tels qu'un exploitant les donne."""

    model_config = SettingsConfigDict(env_prefix="VIGIE_", env_file=".env", extra="ignore")

    telegram_token: SecretStr | None = None
    telegram_api: str = TELEGRAM
    database_url: str = "sqlite+aiosqlite:///data/vigie.db"
    secret_keys: SecretStr | None = None
    dispositif: str | None = None
    timezone: str = "Europe/Paris"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    webhook_listen: str | None = None
    roles: Annotated[tuple[str, ...], NoDecode] = ROLES
    health_listen: str | None = None
    clock: Path | None = None
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    log_json: bool = False

    @field_validator("roles", mode="before")
    @classmethod
    def _roles(cls, value: object) -> object:
        roles = tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value
        if not isinstance(roles, tuple) or not roles or not set(roles) <= set(ROLES):
            raise ValueError(f"rôles possibles : {', '.join(ROLES)}")
        return roles

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"fuseau inconnu : {value}") from error
        return value

    @field_validator("webhook_listen", "health_listen")
    @classmethod
    def _listen(cls, value: str | None) -> str | None:
        if value is not None:
            split_listen(value)
        return value

    @field_validator("telegram_api")
    @classmethod
    def _api(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("adresse attendue : https://…")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("http simple n'est permis que vers cette machine")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
            raise ValueError("attendu : sqlite+aiosqlite:///… ou postgresql+asyncpg://…")
        return value

    @model_validator(mode="after")
    def _together(self) -> Settings:
        if self.clock is not None and urlsplit(self.telegram_api).hostname not in LOOPBACK:
            raise ValueError("VIGIE_CLOCK n'est permis qu'avec VIGIE_TELEGRAM_API sur cette machine")
        if self.webhook_url is not None:
            self._check_webhook()
        return self

    def _check_webhook(self) -> None:
        if self.webhook_secret is None or self.webhook_listen is None:
            raise ValueError("VIGIE_WEBHOOK_URL demande VIGIE_WEBHOOK_SECRET et VIGIE_WEBHOOK_LISTEN")
        parts = urlsplit(self.webhook_url or "")
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("VIGIE_WEBHOOK_URL doit être en https")


def load_settings(env_file: str | None = ".env", /, **overrides: object) -> Settings:
    """Lit les réglages, ceux qu'on donne d'abord ; lève `SettingsError` avec une ligne qui nomme le réglage fautif."""
    try:
        return Settings(_env_file=env_file, **overrides)  # type: ignore[arg-type,call-arg]
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"VIGIE_{name} : {reason}" if name else reason) from error


def split_listen(value: str) -> tuple[str, int]:
    """Sépare « hôte:port » ; `ValueError` si ce n'en est pas un."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 <= int(port) < 65536:
        raise ValueError("attendu : hôte:port")
    return host.strip("[]"), int(port)
