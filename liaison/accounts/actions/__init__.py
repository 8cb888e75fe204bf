"""What can be done to users, seats and sessions. Nothing here commits."""

from liaison.accounts.actions.codes import (
    begin_second_factor,
    confirm_second_factor,
    drop_second_factor,
    renew_recovery_codes,
    secret_of,
)
from liaison.accounts.actions.events import LONG, note_export, verdict_in_words, verify_later, verify_log
from liaison.accounts.actions.foreign import link_account, sign_in_linked, unlink_accounts
from liaison.accounts.actions.looks import show_number
from liaison.accounts.actions.networks import set_networks
from liaison.accounts.actions.passwords import (
    Slip,
    change_password,
    renew_slips,
    reset_password,
    set_password,
    slip_for,
)
from liaison.accounts.actions.phones import end_phone, make_phone_code, may_have_phone_code, use_phone_code
from liaison.accounts.actions.proofs import finish_sign_in, prove_again, renew_proof
from liaison.accounts.actions.proxies import appoint_proxy, end_proxy
from liaison.accounts.actions.resting import rest_unused
from liaison.accounts.actions.seats import (
    add_section,
    change_holder,
    end_seat,
    give_seat,
    rename_section,
    retire_section,
)
from liaison.accounts.actions.sign_ins import (
    count_try,
    end_sign_in,
    end_sign_ins,
    knows_password,
    note_use,
    open_sign_in,
    sign_in,
    switch_seat,
    unlock,
)
from liaison.accounts.actions.users import (
    change_user,
    choose_columns,
    choose_keys,
    choose_size,
    create_admin,
    create_admins,
    disable,
    enable,
    open_account,
    open_accounts_for_units,
    open_demo_account,
    seat_person,
)

__all__ = [
    "LONG",
    "Slip",
    "add_section",
    "appoint_proxy",
    "begin_second_factor",
    "change_holder",
    "change_password",
    "change_user",
    "choose_columns",
    "choose_keys",
    "choose_size",
    "confirm_second_factor",
    "count_try",
    "create_admin",
    "create_admins",
    "disable",
    "drop_second_factor",
    "enable",
    "end_phone",
    "end_proxy",
    "end_seat",
    "end_sign_in",
    "end_sign_ins",
    "finish_sign_in",
    "give_seat",
    "knows_password",
    "link_account",
    "make_phone_code",
    "may_have_phone_code",
    "note_use",
    "open_account",
    "open_accounts_for_units",
    "open_demo_account",
    "note_export",
    "open_sign_in",
    "prove_again",
    "rename_section",
    "renew_proof",
    "renew_recovery_codes",
    "renew_slips",
    "reset_password",
    "rest_unused",
    "retire_section",
    "seat_person",
    "secret_of",
    "set_networks",
    "set_password",
    "show_number",
    "sign_in",
    "sign_in_linked",
    "slip_for",
    "switch_seat",
    "unlink_accounts",
    "unlock",
    "verdict_in_words",
    "verify_later",
    "verify_log",
    "use_phone_code",
]
