"""What leaves the house: letters that did not get out, and the robots of the groups."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, g, redirect, render_template, url_for

from liaison.accounts.queries import organisation_choices
from liaison.jobs.actions import Run, works
from liaison.notices import actions, queries, rules
from liaison.notices.actions.trials import WORK
from liaison.notices.models import Outgoing
from liaison.notices.sheets import NEW_ROBOT, ROBOT
from liaison.notices.views.blueprint import mail_server, pages, post_office, robots
from liaison.orgs.models import Organisation
from liaison.web.forms import form_from, form_page, remember
from liaison.web.gate import gate
from liaison.web.paging import page_of

CODES = {words: code for code, words in rules.ROBOTS.items()}


@pages.get("/outbox")
@gate("outbox.view")
def outbox() -> str:
    """How many letters went out and wait, and those that did not get out, with the reason."""
    return render_template(
        "notices/outbox.html", counts=queries.letter_counts(), page=page_of(queries.letters_in_trouble()),
        channels=rules.CHANNELS, states=rules.STATES, has_server=mail_server() is not None,
        site=current_app.config["SITE_ADDRESS"], tries=rules.TRIES,
    )  # fmt: skip


@pages.post("/outbox/<int:letter>/send-again")
@gate("outbox.view", letter=queries.letter_for)
def send_again(letter: Outgoing) -> Any:
    """Try a letter anew that was given up."""
    actions.send_again(letter, g.actor)
    flash("一分钟内再发")
    return redirect(url_for("notices.outbox"))


@pages.post("/outbox/<int:letter>/drop")
@gate("outbox.view", letter=queries.letter_for)
def drop_letter(letter: Outgoing) -> Any:
    """Give a letter up for good."""
    actions.drop_letter(letter, g.actor)
    flash("不再发")
    return redirect(url_for("notices.outbox"))


@pages.get("/webhooks")
@gate("webhook.change")
def webhooks() -> str:
    """The organisations whose groups are written to."""
    return render_template("notices/webhooks.html", rows=queries.webhooks(), robots=rules.ROBOTS, states=rules.STATES)


@pages.route("/webhooks/new", methods=["GET", "POST"])
@gate("webhook.change")
def new_webhook() -> Any:
    """Write to the group of one more organisation."""
    form = form_from(NEW_ROBOT, lambda _source: organisation_choices())
    remember(form, "notices/new_webhook.html")
    if not form.validate_on_submit():
        return form_page()
    return keep(queries.organisation_of(g.actor, form.cells["organisation_id"]), form)


@pages.route("/webhooks/<int:organisation>", methods=["GET", "POST"])
@gate("webhook.change", organisation=queries.organisation_written_to)
def webhook(organisation: Organisation) -> Any:
    """Give a group another robot."""
    standing = queries.webhook_for(g.actor, organisation.id)
    form = form_from(ROBOT, robot=rules.ROBOTS[standing.robot])
    remember(form, "notices/webhook.html", organisation=organisation)
    if not form.validate_on_submit():
        return form_page()
    return keep(organisation, form)


def keep(organisation: Organisation, form: Any) -> Any:
    """Store what the form says of the robot."""
    actions.keep_webhook(organisation, CODES[form.cells["robot"]], form.cells["address"], robots(), g.actor)
    flash(f"{organisation.name}的群会收到消息")
    return redirect(url_for("notices.webhooks"))


@pages.post("/webhooks/<int:organisation>/try")
@gate("webhook.change", organisation=queries.organisation_written_to)
def try_webhook(organisation: Organisation) -> Any:
    """Send one message to the group now; the page of the robots then says what was answered."""
    job = actions.send_trial(queries.webhook_for(g.actor, organisation.id), g.actor)
    return redirect(url_for("jobs.job", job=job.id))


@works(WORK)
def try_in_background(_run: Run, letter_id: int) -> None:
    """Send what was written to try a robot."""
    actions.deliver_trial(letter_id, post_office())


@pages.post("/webhooks/<int:organisation>/drop")
@gate("webhook.change", organisation=queries.organisation_written_to)
def drop_webhook(organisation: Organisation) -> Any:
    """Write to a group no longer."""
    actions.drop_webhook(queries.webhook_for(g.actor, organisation.id), g.actor)
    flash(f"不再往{organisation.name}的群发消息")
    return redirect(url_for("notices.webhooks"))
