"""连线、凝心: a member's contacts with representatives."""
