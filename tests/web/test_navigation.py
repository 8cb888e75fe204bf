"""The menu: each line has a drawing of its own."""

from collections import Counter

from liaison.web.navigation import menu


def test_no_two_lines_of_the_menu_share_a_drawing(app):
    drawings = Counter(line.icon for line in menu.lines)
    shared = {icon: [line.title for line in menu.lines if line.icon == icon] for icon, n in drawings.items() if n > 1}
    assert not shared, f"{shared}: take another drawing of static/icons.css for one of them"
