"""Homes by role, search and dashboards: pages that read several domains and write nothing."""
