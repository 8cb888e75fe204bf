"""Which blueprints and commands the program is put together from."""

from __future__ import annotations

from importlib import import_module

from flask import Flask

from liaison import cli
from liaison.accounts import views as accounts
from liaison.assignment import views as assignment
from liaison.casework import views as casework
from liaison.contacts import views as contacts
from liaison.files import views as files
from liaison.jobs import views as jobs
from liaison.notices import views as notices
from liaison.orgs import views as orgs
from liaison.performance import views as performance
from liaison.reports import views as reports
from liaison.roster import views as roster
from liaison.web import days, errors, filters, gate, headers, health, logs, navigation

BLUEPRINTS = (files, jobs, orgs, accounts, notices, roster, assignment, contacts, casework, performance, reports)


def register_pages(app: Flask) -> None:
    """Register headers, errors, pages and commands; refuse to start with a page that has no gate."""
    logs.install(app)
    headers.install(app)
    health.install(app)
    errors.install(app)
    filters.install(app)
    days.install(app)
    accounts.install(app)
    jobs.install(app)
    for package in BLUEPRINTS:
        app.register_blueprint(package.pages)
    if app.config["OIDC_ISSUER"]:
        import_module("liaison.sso").install(app)  # its libraries are an extra that most offices lack
    navigation.install(app)
    cli.install(app)
    gate.refuse_ungated(app)
