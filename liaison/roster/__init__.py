"""Members, representatives and the main and sub libraries they are kept in."""
