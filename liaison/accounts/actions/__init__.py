"""What can be done to users, seats and sessions. Nothing here commits."""

from liaison.accounts.actions.passwords import (
    Slip,
    change_password,
    renew_slips,
    reset_password,
    set_password,
    slip_for,
)
from liaison.accounts.actions.seats import (
    add_section,
    change_holder,
    end_seat,
    give_seat,
    rename_section,
    retire_section,
)
from liaison.accounts.actions.sign_ins import (
    end_sign_in,
    end_sign_ins,
    note_use,
    open_sign_in,
    sign_in,
    switch_seat,
    unlock,
)
from liaison.accounts.actions.users import (
    change_user,
    choose_keys,
    choose_size,
    create_admin,
    disable,
    enable,
    open_account,
    open_accounts_for_units,
    open_demo_account,
)

__all__ = [
    "Slip",
    "add_section",
    "change_holder",
    "change_password",
    "change_user",
    "choose_keys",
    "choose_size",
    "create_admin",
    "disable",
    "enable",
    "end_seat",
    "end_sign_in",
    "end_sign_ins",
    "give_seat",
    "note_use",
    "open_account",
    "open_accounts_for_units",
    "open_demo_account",
    "open_sign_in",
    "rename_section",
    "renew_slips",
    "reset_password",
    "retire_section",
    "set_password",
    "sign_in",
    "slip_for",
    "switch_seat",
    "unlock",
]
