/* The inbox by keyboard and by the dozen: J K X 1–3 回车 ?, ticking whole groups, counting what is ticked.
   Rows: .inbox > li[data-key] with a checkbox and a link. The form beside them: form[data-enter="the row's key"]. */
(function () {
  'use strict';

  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const rows = () => all('.inbox > li[data-key]').filter((row) => row.offsetParent !== null);
  const current = () => document.querySelector('.inbox > li[aria-current]');

  function mark(row) {
    all('.inbox > li[aria-current]').forEach((other) => other.removeAttribute('aria-current'));
    row.setAttribute('aria-current', 'true');
  }

  function go(step) {
    const list = rows();
    const row = list[list.indexOf(current()) + step];
    if (!row) return;
    const link = row.querySelector('a');
    mark(row);
    link.focus();
    if (link.hasAttribute('hx-get')) link.click();
  }

  function tick() {
    const box = current() && current().querySelector('input[type="checkbox"]');
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event('change', { bubbles: true }));
  }

  /* The form of the current row, and only of that one: a preview that is still on its way must not be sent. */
  function openForm() {
    return current() && document.querySelector(`form[data-enter="${CSS.escape(current().dataset.key)}"]`);
  }

  function pick(number) {
    const form = openForm();
    const choice = form && all('.pickw input', form)[number - 1];
    if (!choice) return;
    choice.checked = true;
    choice.focus();
  }

  /* What is ticked goes out together; where nothing is, the one that is open. */
  function enter(event) {
    const onCurrentRow = current() && current().contains(event.target) && event.target.tagName === 'A';
    const bar = all('.bulk').find((one) => !one.hidden);
    const button = bar ? bar.querySelector('[type="submit"]') : openForm() && openForm().querySelector('.btn--main');
    if (!button || !(onCurrentRow || event.target === document.body)) return;
    event.preventDefault();
    button.form.requestSubmit(button);
  }

  const KEYS = { KeyJ: () => go(1), KeyK: () => go(-1), KeyX: tick, Enter: enter };
  [1, 2, 3].forEach((number) => { KEYS[`Digit${number}`] = () => pick(number); });

  document.addEventListener('keydown', (event) => {
    if (window.liaison.isTyping(event) || document.querySelector('dialog[open]')) return;
    if (event.code === 'Slash' && event.shiftKey) document.getElementById('keys').showModal();
    else if (KEYS[event.code] && !event.shiftKey) KEYS[event.code](event);
  });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('.inbox a[hx-get]');
    if (link) mark(link.closest('li'));
  });

  /* data-bulk="id": how many boxes of that name are ticked; the bar shows itself when there are any. */
  function count(form) {
    const number = all(`input[name="${form.dataset.bulk}"]:checked`, form).length;
    all('[data-bulk-count]', form).forEach((place) => { place.textContent = number; });
    all('.bulk', form).forEach((bar) => { bar.hidden = !number; });
    all('[data-group]', form).forEach((group) => {
      const boxes = all(`input[name="${form.dataset.bulk}"]`, group);
      const whole = group.querySelector('[data-all]');
      if (whole && boxes.length) whole.checked = boxes.every((box) => box.checked);
    });
  }

  document.addEventListener('change', (event) => {
    const form = event.target.closest('form[data-bulk]');
    if (!form) return;
    if (event.target.matches('[data-all]')) {
      all(`input[name="${form.dataset.bulk}"]`, event.target.closest('[data-group]')).forEach((box) => { box.checked = event.target.checked; });
    }
    count(form);
  });

  document.addEventListener('click', (event) => {
    const clear = event.target.closest('[data-bulk-clear]');
    if (!clear) return;
    event.preventDefault();
    all('input[type="checkbox"]', clear.form).forEach((box) => { box.checked = false; });
    count(clear.form);
  });

  all('form[data-bulk]').forEach(count);
  if (document.documentElement.dataset.keys === 'off') all('[data-key-hints]').forEach((hints) => { hints.hidden = true; });
}());
