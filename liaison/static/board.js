/* The board of a plan by keyboard. A place is a.slot in a .slots row: the arrows lead from place to place, J and K to
   the next and the last member, the link itself is opened by 回车. data-lock is where a pair is locked or unlocked;
   [data-lock-form] is sent there. [data-close-pane] closes what is open beside the list. */
(function () {
  'use strict';

  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const rows = () => all('.slots').filter((row) => row.querySelector('a.slot'));
  const places = (row) => all('a.slot', row);
  const here = () => document.activeElement.closest('a.slot');
  const chosen = () => document.querySelector('a.slot[aria-current]');

  function focus(place) {
    if (!place) return;
    place.focus({ preventScroll: true });
    place.scrollIntoView({ block: 'nearest' });
  }

  function column(place) {
    return Array.from(place.parentNode.children).indexOf(place);
  }

  function nearest(row, number) {
    const distance = (place) => Math.abs(column(place) - number);
    return row && places(row).sort((a, b) => distance(a) - distance(b))[0];
  }

  function sideways(step) {
    const list = all('.slots a.slot');
    focus(list[list.indexOf(here()) + step]);
  }

  function upOrDown(step) {
    const list = rows();
    focus(nearest(list[list.indexOf(here().parentNode) + step], column(here())));
  }

  function member(step) {
    const list = rows();
    const from = here() || chosen();
    focus(from ? nearest(list[list.indexOf(from.parentNode) + step], 0) : nearest(list[step > 0 ? 0 : list.length - 1], 0));
  }

  function lock() {
    const place = here() || chosen();
    const form = document.querySelector('[data-lock-form]');
    if (!form || !place || !place.dataset.lock) return;
    form.action = place.dataset.lock;
    form.requestSubmit();
  }

  function close() {
    const link = document.querySelector('[data-close-pane]');
    if (link) link.click();
  }

  const IN_A_PLACE = {
    ArrowLeft: () => sideways(-1), ArrowRight: () => sideways(1), ArrowUp: () => upOrDown(-1), ArrowDown: () => upOrDown(1),
  };
  const ANYWHERE = { KeyJ: () => member(1), KeyK: () => member(-1), KeyL: lock, Escape: close };

  document.addEventListener('keydown', (event) => {
    if (window.liaison.isTyping(event) || document.querySelector('dialog[open]')) return;
    if (event.code === 'Slash' && event.shiftKey) { document.getElementById('keys').showModal(); return; }
    const act = (here() && IN_A_PLACE[event.code]) || ANYWHERE[event.code];
    if (!act || event.shiftKey) return;
    event.preventDefault();
    act();
  });

  if (document.documentElement.dataset.keys === 'off') all('[data-key-hints]').forEach((hints) => { hints.hidden = true; });
}());
