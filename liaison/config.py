"""Settings: read from the environment, each with a safe default (the table stands in README)."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.helpers import get_debug_flag
from werkzeug.middleware.proxy_fix import ProxyFix

from liaison.audit.archives import LEAST_DAYS
from liaison.core import ceilings, vault
from liaison.core.key_files import kept_text
from liaison.core.outages import engine_options
from liaison.core.secret_keys import KEY_LENGTH, weakness_of
from liaison.environment import address, database, given, hosts, made_folder, one_of, switch, whole

VERSION = "0.1.0"
ROOT = Path(__file__).resolve().parent.parent
NEWEST_FIRST = "（换钥匙时新的在前，旧的在后，用空格隔开）"
TLS_WAYS = ("starttls", "ssl", "none")
ROLES_WITH_CODES = "office,admin,security,auditor"


def configure(app: Flask, settings: dict[str, Any]) -> None:
    """Fill app.config. settings (tests, commands) win over the environment."""
    folder = made_folder("LIAISON_INSTANCE", settings.get("INSTANCE"), ROOT / "instance")
    app.config.update(
        INSTANCE=folder,
        SQLALCHEMY_DATABASE_URI=database("DATABASE_URL", f"sqlite:///{folder / 'liaison.db'}"),
        JOBS_URL=given("JOBS_URL"),
        BACKUP_KEY=given("BACKUP_KEY"),
        BACKUP_FOLDER=given("BACKUP_FOLDER"),
        BACKUP_MINUTE_HOURS=whole("BACKUP_MINUTE_HOURS", 48, 0, 744),  # of copies each minute; 0 makes none
        **signing_keys(given("SECRET_KEY") or kept_text(folder / "secret_key")),
        AUDIT_KEY=given("AUDIT_KEY") or kept_text(folder / "audit_key"),
        AUDIT_DAYS=whole("AUDIT_DAYS", 2922, LEAST_DAYS, 36_525),  # a term and three years
        RETENTION_MONTHS=whole("RETENTION_MONTHS", 24, 1, 1_200),  # personal data after somebody left
        AUDIT_HEADS=given("AUDIT_HEADS"),
        DEMO=(folder / "demo").exists(),
        SITE_NAME=given("SITE_NAME") or "海安市政协",
        SITE_EMBLEM=given("SITE_EMBLEM"),
        TRUSTED_HOSTS=hosts("TRUSTED_HOSTS"),
        PASSWORD_POLICY=given("PASSWORD_POLICY") or "gb",
        TOTP_ROLES=os.environ.get("TOTP_ROLES", ROLES_WITH_CODES),
        PROXY_HOPS=whole("PROXY_HOPS", 0, 0, 9),
        MAX_CONTENT_LENGTH=64 * 2**20,  # six files of 10 MB and what was typed
        MAX_FORM_MEMORY_SIZE=2 * 2**20,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        PUBLIC_PER_DEVICE=whole("PUBLIC_PER_DEVICE", 5, 1, 100_000),  # forms an hour; see casework/rules/public.py
        PUBLIC_PER_ADDRESS=whole("PUBLIC_PER_ADDRESS", 60, 1, 100_000),
        PUBLIC_PER_CODE=whole("PUBLIC_PER_CODE", 100, 1, 100_000),
        EXPORT_JOB_ROWS=whole("EXPORT_JOB_ROWS", 1000, 0, 10_000_000),  # longer ones are made by a worker
        EXPORT_TOLD_COUNT=whole("EXPORT_TOLD_COUNT", 3, 0, 100_000),  # more a day, or more rows, are told
        EXPORT_TOLD_ROWS=whole("EXPORT_TOLD_ROWS", 1000, 0, 10_000_000),
        **letter_settings(),
        **provider_settings(),
    )
    app.config.update(settings)
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    refuse_weak_keys(app)
    use_limits(settings.get("LIMITS") or given("LIMITS"))
    keys = partial(kept_ring, folder, settings.get("DATA_KEYS") or given("DATA_KEYS"))
    vault.use(keys(), keys)
    set_cookies(app)
    if app.config["IS_SECURE"]:
        refuse_workshop()
    if not app.config["IS_SECURE"]:  # a demo's passwords are known to everybody: a phone would only be in the way
        app.config["TOTP_ROLES"] = settings.get("TOTP_ROLES", "")
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def refuse_workshop() -> None:
    """Raise SystemExit where an office is about to be served with a developer's tools."""
    if get_debug_flag():
        raise SystemExit("正式使用不能开调试：请去掉 FLASK_DEBUG 和 --debug 再启动，不然出错的页面会把内情给人看。")
    command = click.get_current_context(silent=True)
    if command and command.info_name == "run":
        raise SystemExit("正式使用请用 flask --app wsgi start 启动：flask run 是给改程序的人用的。")


def refuse_weak_keys(app: Flask) -> None:
    """Raise SystemExit with what to do; tests may use simple keys, yet none that are short."""
    ring = app.config["AUDIT_KEY"].split() or [""]
    signing = [app.config["SECRET_KEY"], *app.config.get("SECRET_KEY_FALLBACKS", ())]
    keys = [("SECRET_KEY", key, NEWEST_FIRST) for key in signing] + [("AUDIT_KEY", key, NEWEST_FIRST) for key in ring]
    if app.config["BACKUP_KEY"]:  # else it is made with the first backup
        keys.append(("BACKUP_KEY", app.config["BACKUP_KEY"], ""))
    for name, key, more in keys:
        weakness = weakness_of(key)
        if weakness and not (app.config.get("TESTING") and len(key) >= KEY_LENGTH):
            raise SystemExit(f"{name} {weakness}：请设成 {KEY_LENGTH} 个以上随机字符，或删掉，由程序生成{more}。")


def signing_keys(words: str) -> dict[str, Any]:
    """What signs cookies now, and what signed them until lately: those are taken until they run out."""
    now, *before = words.split() or [""]
    return {"SECRET_KEY": now, "SECRET_KEY_FALLBACKS": before}


def use_limits(words: str) -> None:
    """Put the office's own rows into the table of limits; one that cannot be read stops the start."""
    try:
        ceilings.use(ceilings.ceilings_in(words))
    except ValueError as fault:
        raise SystemExit(str(fault)) from fault


def letter_settings() -> dict[str, Any]:
    """What mail and robots need; without SMTP_HOST no mail is tried."""
    return {
        "SITE_ADDRESS": address("SITE_ADDRESS"),
        "SMTP_HOST": given("SMTP_HOST"),
        "SMTP_PORT": whole("SMTP_PORT", 0, 1, 65_535),
        "SMTP_USER": given("SMTP_USER"),
        "SMTP_PASSWORD": given("SMTP_PASSWORD"),
        "SMTP_TLS": one_of("SMTP_TLS", TLS_WAYS),
        "MAIL_FROM": given("MAIL_FROM"),
        "WEBHOOK_INTERNAL": switch("WEBHOOK_INTERNAL"),
    }


def provider_settings() -> dict[str, Any]:
    """The provider that signs people in besides passwords; without OIDC_ISSUER there is none."""
    return {
        "OIDC_ISSUER": given("OIDC_ISSUER"),
        "OIDC_CLIENT_ID": given("OIDC_CLIENT_ID"),
        "OIDC_CLIENT_SECRET": given("OIDC_CLIENT_SECRET"),
        "OIDC_TITLE": given("OIDC_TITLE") or "统一身份认证",
    }



def kept_ring(folder: Path, lines: str = "") -> vault.Ring:
    """The keys of personal cells: as given, or those of this instance."""
    try:
        return vault.ring_of(lines or kept_text(folder / "data_key", first_ring))
    except ValueError as fault:
        raise SystemExit(f"DATA_KEYS：{fault}" if lines else str(fault)) from fault


def first_ring() -> str:
    """The lines of a ring with one new key."""
    return vault.Ring((vault.new_key(one_of("DATA_CIPHER", tuple(vault.CIPHERS))),)).lines


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
