"""Messages in people's inboxes, put there by the program; a notice to a unit (督办通知) is another thing."""
