/* Small comforts of every page. Without this file each page still works: forms post, links lead on.
   Everything is asked for in the markup by data-attributes; nothing here knows a page. */
(function () {
  'use strict';

  const root = document.documentElement;
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const visible = (element) => element && element.offsetParent !== null;

  function on(type, selector, act) {
    document.addEventListener(type, (event) => {
      const found = event.target.closest && event.target.closest(selector);
      if (found) act(found, event);
    });
  }

  function elsewhere(form, body) {
    return fetch(form.getAttribute('action') || location.href, { method: 'POST', body, credentials: 'same-origin', redirect: 'manual' });
  }

  /* 大字版: at once on the page, then remembered by the server. */
  on('submit', '[data-size-form]', (form, event) => {
    event.preventDefault();
    const body = new FormData(form);
    const large = body.get('size') === 'large';
    if (large) root.dataset.size = 'large'; else delete root.dataset.size;
    form.elements.size.value = large ? '' : 'large';
    form.querySelector('button').textContent = large ? '标准字' : '大字版';
    elsewhere(form, body).catch(() => {});
  });

  /* Dialogs: data-dialog opens, data-close closes. A browser without <dialog> follows the link or sends the form. */
  on('click', '[data-dialog]', (opener, event) => {
    const dialog = document.querySelector(opener.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    event.preventDefault();
    dialog.showModal();
  });
  on('click', '[data-close]', (button) => button.closest('dialog').close());

  /* The menu of a narrow screen closes when one looks elsewhere. */
  document.addEventListener('click', (event) => {
    all('details[data-menu][open]').filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    all('details[data-menu][open]').forEach((menu) => { menu.open = false; menu.querySelector('summary').focus(); });
  });

  /* `/` leads to the search box; event.code, because a Chinese input method hides event.key. */
  document.addEventListener('keydown', (event) => {
    if (event.code !== 'Slash' || event.shiftKey || isTyping(event)) return;
    const box = all('[data-search]').find(visible);
    if (!box) return;
    event.preventDefault();
    box.focus();
  });

  function isTyping(event) {
    const target = event.target;
    const writes = target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio)$/.test(target.type));
    return root.dataset.keys === 'off' || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || writes;
  }

  /* A switch may rename the button that saves: <input type="checkbox" data-save="保存并转办">. */
  function nameSaveButton(box) {
    const words = box.form && box.form.querySelector('.savebar [data-words], [data-save-words]');
    if (!words) return;
    words.dataset.usual = words.dataset.usual || words.textContent;
    words.textContent = box.checked ? box.dataset.save : words.dataset.usual;
  }
  on('change', '[data-save]', nameSaveButton);

  /* Questions that depend on another answer: data-shown-if="field=value". */
  function answers(form, name) {
    return all(`[name="${CSS.escape(name)}"]`, form)
      .filter((field) => !/^(checkbox|radio)$/.test(field.type) || field.checked)
      .flatMap((field) => (field.type === 'checkbox' ? [field.value, 'True', '是'] : [field.value]));
  }
  function showQuestions(form) {
    all('[data-shown-if]', form).forEach((question) => {
      const [name, value] = question.dataset.shownIf.split(/=(.*)/s);
      question.hidden = !answers(form, name).includes(value);
    });
  }
  on('change', 'form', showQuestions);

  /* A chosen chip of a question that may stay empty is given up by choosing it again. */
  on('click', '[data-free] input[type="radio"]', (radio) => {
    const wasChosen = radio.dataset.chosen;
    all('input[type="radio"]', radio.closest('[data-free]')).forEach((other) => { delete other.dataset.chosen; });
    if (wasChosen) radio.checked = false; else radio.dataset.chosen = 'yes';
    if (wasChosen) radio.dispatchEvent(new Event('change', { bubbles: true }));
  });

  on('click', '[data-print]', () => print());

  on('click', '[data-copy]', (button) => {
    copy(button.dataset.copy).then(() => { button.textContent = '已复制'; }, () => { button.textContent = button.dataset.copy; });
  });
  function copy(words) {
    if (navigator.clipboard) return navigator.clipboard.writeText(words);
    const field = document.createElement('textarea');
    field.value = words;
    document.body.append(field);
    field.select();
    const done = document.execCommand('copy');
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error('copy'));
  }

  /* Repeated rows: data-add-row names a <template>; __n__ in it becomes the row's number.
     The rows stand in the [data-rows] before the button; data-at-most limits them. */
  on('click', '[data-add-row]', (button) => {
    const rows = all('[data-rows]', button.form || document).filter((r) => r.compareDocumentPosition(button) & 4).pop();
    const model = document.querySelector(button.dataset.addRow);
    const number = Number(rows.dataset.next || rows.children.length);
    rows.dataset.next = number + 1;
    rows.insertAdjacentHTML('beforeend', model.innerHTML.replace(/__n__/g, number));
    countRows(rows, button);
    const first = rows.lastElementChild.querySelector('input, select, textarea');
    if (first) first.focus();
  });
  on('click', '[data-remove-row]', (button) => {
    const row = button.closest('[data-row]');
    const rows = row.closest('[data-rows]');
    row.remove();
    countRows(rows, rows.parentNode.querySelector('[data-add-row]'));
  });
  function countRows(rows, button) {
    if (button && rows.dataset.atMost) button.hidden = rows.children.length >= Number(rows.dataset.atMost);
  }

  /* Files: say how many were picked, and when there are too many or one is too large. */
  on('change', 'input[type="file"][data-most]', (field) => {
    const said = field.closest('.field').querySelector('[data-picked]');
    const number = field.files.length;
    const most = Number(field.dataset.most);
    const large = [...field.files].find((file) => file.size > 10 * 2 ** 20);
    const picked = large ? `${large.name} 超过 10 MB，请重选` : number ? `已选 ${number} 个` : '';
    if (said) said.textContent = number > most ? `最多 ${most} 个，现在选了 ${number} 个，请重选` : picked;
  });

  /* A file may be dropped anywhere on [data-drop], not only on its input. */
  ['dragover', 'dragleave', 'drop'].forEach((type) => on(type, '[data-drop]', (zone, event) => {
    zone.classList.toggle('drop--over', type === 'dragover');
    if (type === 'dragleave') return;
    event.preventDefault();
    if (type === 'drop' && event.dataTransfer.files.length) zone.querySelector('input[type="file"]').files = event.dataTransfer.files;
  }));

  /* A long list gets a box that narrows it: <select data-filter>, or a .checks list by itself. */
  function narrow(list, items, put) {
    const box = document.createElement('input');
    Object.assign(box, { type: 'search', className: 'input mb-8', placeholder: '写几个字，名单会变短', autocomplete: 'off' });
    const label = list.closest('.field').querySelector('.label, legend');
    box.setAttribute('aria-label', `在名单里找：${label ? label.firstChild.textContent.trim() : ''}`);
    box.addEventListener('input', () => put(items.filter((item) => item.text.includes(box.value.trim().toLowerCase()) || item.isKept())));
    box.addEventListener('change', (event) => event.stopPropagation());
    list.before(box);
  }
  function narrowSelect(select) {
    const items = Array.from(select.options, (option) => ({ option, text: `${option.text} ${option.dataset.words || ''}`.toLowerCase(), isKept: () => option.selected }));
    narrow(select, items, (left) => select.replaceChildren(...left.map((item) => item.option)));
  }
  function narrowChecks(list) {
    const items = all('.check', list).map((line) => ({ line, text: line.textContent.toLowerCase(), isKept: () => line.querySelector('input').checked }));
    narrow(list, items, (left) => items.forEach((item) => { item.line.hidden = !left.includes(item); }));
  }

  /* Drafts: a form with data-draft="/address" is kept 2 s after the last change, and when the page is left. */
  function keepDrafts(form) {
    const state = form.querySelector('[data-draft-state]') || document.querySelector('[data-draft-state]');
    let timer = 0;
    let isSent = false;
    const body = () => {
      const cells = new FormData(form);
      all('input[type="file"]', form).forEach((field) => cells.delete(field.name));
      return cells;
    };
    const say = (words) => { if (state) state.textContent = words; };
    const keep = () => {
      timer = 0;
      fetch(form.dataset.draft, { method: 'POST', body: body(), credentials: 'same-origin' })
        .then((answer) => { if (!answer.ok) throw new Error(answer.status); say(`已存草稿 ${clock()}`); })
        .catch(() => say('草稿没存上，网可能断了。您写的还在这一页'));
    };
    form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(keep, 2000); });
    form.addEventListener('submit', () => { isSent = true; clearTimeout(timer); timer = 0; });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'hidden' || !timer || isSent || !navigator.sendBeacon) return;
      clearTimeout(timer);
      timer = 0;
      navigator.sendBeacon(form.dataset.draft, body());
    });
  }
  function clock() {
    return new Date().toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
  }

  /* A form is sent once, even when the button is pressed twice. */
  on('submit', 'form[method="post"]:not([data-size-form]):not([hx-post])', (form, event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  /* Toasts stay 15 s; one that offers 撤回 stays until the next page. */
  function tidyToasts() {
    all('[data-toast]:not([data-toast="undo"])').forEach((toast) => setTimeout(() => toast.remove(), 15000));
  }

  function say(words) {
    const note = document.createElement('div');
    note.className = 'toasts';
    note.setAttribute('role', 'alert');
    note.innerHTML = '<div class="toast"><span class="i i-stop" aria-hidden="true"></span><span></span></div>';
    note.querySelector('span:last-child').textContent = words;
    document.body.append(note);
    setTimeout(() => note.remove(), 15000);
  }
  document.addEventListener('htmx:sendError', () => say('没拿到，网可能断了。再点一次'));
  document.addEventListener('htmx:responseError', (event) => { if (event.detail.xhr.status >= 500) say('没办成，是系统的问题。过一会儿再点一次'); });

  function dress(part) {
    all('[data-save]', part).forEach(nameSaveButton);
    all('form', part).forEach(showQuestions);
    all('[data-free] input[type="radio"]:checked', part).forEach((radio) => { radio.dataset.chosen = 'yes'; });
    all('select[data-filter]', part).forEach(narrowSelect);
    all('[data-filter-list]', part).forEach(narrowChecks);
    all('form[data-draft]', part).forEach(keepDrafts);
    const wrong = part.querySelector('.errsum');
    if (wrong) wrong.focus();
  }

  dress(document);
  tidyToasts();
  document.addEventListener('htmx:afterSwap', (event) => dress(event.detail.target));
  window.liaison = { isTyping, say };
}());
