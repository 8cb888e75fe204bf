"""Settings: read from the environment, each with a safe default (the table stands in README)."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask.helpers import get_debug_flag
from werkzeug.middleware.proxy_fix import ProxyFix

from liaison.core import vault
from liaison.core.key_files import kept_text
from liaison.core.outages import engine_options
from liaison.core.secret_keys import KEY_LENGTH, weakness_of

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
LEAST_DAYS = 400  # for which the log is kept at the least
ROLES_WITH_CODES = "office,admin,security,auditor"


def configure(app: Flask, settings: dict[str, Any]) -> None:
    """Fill app.config. settings (tests, commands) win over the environment."""
    folder = Path(settings.get("INSTANCE") or os.environ.get("LIAISON_INSTANCE") or ROOT / "instance").resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    app.config.update(
        INSTANCE=folder,
        SQLALCHEMY_DATABASE_URI=database_url(folder),
        JOBS_URL=os.environ.get("JOBS_URL", ""),
        BACKUP_KEY=os.environ.get("BACKUP_KEY", ""),
        BACKUP_FOLDER=os.environ.get("BACKUP_FOLDER", ""),
        SECRET_KEY=os.environ.get("SECRET_KEY") or kept_text(folder / "secret_key"),
        AUDIT_KEY=os.environ.get("AUDIT_KEY") or kept_text(folder / "audit_key"),
        AUDIT_DAYS=int(os.environ.get("AUDIT_DAYS", "2922")),  # a term and three years; at least 400 days
        AUDIT_HEADS=os.environ.get("AUDIT_HEADS", ""),
        DEMO=(folder / "demo").exists(),
        SITE_NAME=os.environ.get("SITE_NAME", "海安市政协"),
        SITE_EMBLEM=os.environ.get("SITE_EMBLEM", ""),
        TRUSTED_HOSTS=os.environ.get("TRUSTED_HOSTS", "").split() or None,
        PASSWORD_POLICY=os.environ.get("PASSWORD_POLICY", "gb"),
        TOTP_ROLES=os.environ.get("TOTP_ROLES", ROLES_WITH_CODES),
        PROXY_HOPS=int(os.environ.get("PROXY_HOPS", "0")),
        MAX_CONTENT_LENGTH=64 * 2**20,  # six files of 10 MB and what was typed
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        PUBLIC_PER_DEVICE=int(os.environ.get("PUBLIC_PER_DEVICE", "5")),  # forms an hour; see casework/rules/public.py
        PUBLIC_PER_ADDRESS=int(os.environ.get("PUBLIC_PER_ADDRESS", "60")),
        PUBLIC_PER_CODE=int(os.environ.get("PUBLIC_PER_CODE", "100")),
        EXPORT_PER_DAY=int(os.environ.get("EXPORT_PER_DAY", "50")),  # of one person; 0: as many as he likes
        EXPORT_TOLD_COUNT=int(os.environ.get("EXPORT_TOLD_COUNT", "3")),  # more a day, or more rows, are told
        EXPORT_TOLD_ROWS=int(os.environ.get("EXPORT_TOLD_ROWS", "1000")),
        **letter_settings(),
        **provider_settings(),
    )
    app.config.update(settings)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    refuse_weak_keys(app)
    keys = partial(kept_ring, folder, settings.get("DATA_KEYS") or os.environ.get("DATA_KEYS", ""))
    vault.use(keys(), keys)
    set_cookies(app)
    if app.config["IS_SECURE"] and get_debug_flag():
        raise SystemExit("正式使用不能开调试：请去掉 FLASK_DEBUG 和 --debug 再启动，不然出错的页面会把内情给人看。")
    if not app.config["IS_SECURE"]:  # a demo's passwords are known to everybody: a phone would only be in the way
        app.config["TOTP_ROLES"] = settings.get("TOTP_ROLES", "")
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def refuse_weak_keys(app: Flask) -> None:
    """Raise SystemExit with what to do; tests may use simple keys, yet none that are short."""
    for name, more in (("SECRET_KEY", ""), ("AUDIT_KEY", "（换钥匙时新的在前，旧的在后，用空格隔开）")):
        for key in [app.config[name]] if name == "SECRET_KEY" else app.config[name].split() or [""]:
            weakness = weakness_of(key)
            if weakness and not (app.config.get("TESTING") and len(key) >= KEY_LENGTH):
                raise SystemExit(f"{name} {weakness}：请设成 {KEY_LENGTH} 个以上随机字符，或删掉，由程序生成{more}。")


def letter_settings() -> dict[str, Any]:
    """What mail and robots need; without SMTP_HOST no mail is tried."""
    return {
        "SITE_ADDRESS": os.environ.get("SITE_ADDRESS", "").rstrip("/"),
        "SMTP_HOST": os.environ.get("SMTP_HOST", ""),
        "SMTP_PORT": int(os.environ.get("SMTP_PORT") or 0),
        "SMTP_USER": os.environ.get("SMTP_USER", ""),
        "SMTP_PASSWORD": os.environ.get("SMTP_PASSWORD", ""),
        "SMTP_TLS": os.environ.get("SMTP_TLS", "starttls"),
        "MAIL_FROM": os.environ.get("MAIL_FROM", ""),
        "WEBHOOK_INTERNAL": os.environ.get("WEBHOOK_INTERNAL", "") == "1",
    }


def provider_settings() -> dict[str, Any]:
    """The provider that signs people in besides passwords; without OIDC_ISSUER there is none."""
    return {
        "OIDC_ISSUER": os.environ.get("OIDC_ISSUER", ""),
        "OIDC_CLIENT_ID": os.environ.get("OIDC_CLIENT_ID", ""),
        "OIDC_CLIENT_SECRET": os.environ.get("OIDC_CLIENT_SECRET", ""),
        "OIDC_TITLE": os.environ.get("OIDC_TITLE", "统一身份认证"),
    }


def database_url(folder: Path) -> str:
    """DATABASE_URL, or the SQLite file of the instance folder; PostgreSQL is spoken through psycopg 3."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'liaison.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def kept_ring(folder: Path, lines: str = "") -> vault.Ring:
    """The keys of personal cells: as given, or those of this instance."""
    try:
        return vault.ring_of(lines or kept_text(folder / "data_key", first_ring))
    except ValueError as fault:
        raise SystemExit(str(fault)) from fault


def first_ring() -> str:
    """The lines of a ring with one new key."""
    return vault.Ring((vault.new_key(os.environ.get("DATA_CIPHER", vault.AES)),)).lines


def set_cookies(app: Flask) -> None:
    """Cookies are __Host- and Secure; only a demo on plain http goes without."""
    is_secure = not (app.config["DEMO"] or app.config.get("TESTING"))
    prefix = "__Host-" if is_secure else ""
    app.config.update(
        IS_SECURE=is_secure,
        SIGN_IN_COOKIE=f"{prefix}sid",
        SESSION_COOKIE_NAME=f"{prefix}form",
        SESSION_COOKIE_SECURE=is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )
