"""Attachments: pictures and papers that belong to a contact or a step."""
