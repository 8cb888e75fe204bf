/* What was typed or picked on the page of a file and not saved is saved before a link leads away from it. */
(function () {
  'use strict';

  const form = document.getElementById('cells');
  if (!form) return;
  let isTouched = false;

  document.addEventListener('input', (event) => { isTouched = isTouched || event.target.form === form; });
  form.addEventListener('submit', () => { isTouched = false; });

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href]');
    if (!isTouched || !link || staysHere(link, event)) return;
    event.preventDefault();
    fetch(addressFor(link), { method: 'POST', body: new FormData(form), credentials: 'same-origin', redirect: 'manual' })
      .then((answer) => { if (answer.type !== 'opaqueredirect') throw new Error(answer.status); })
      .then(() => { isTouched = false; location.assign(link.href); })
      .catch(() => liaison.say('没存上，您写的还在这一页。再点一次'));
  });

  /* A worker that has to look again leads back to the tab that was asked for. */
  function addressFor(link) {
    const [address, query] = form.getAttribute('action').split(/(?=\?)/);
    return address + (link.pathname === location.pathname ? link.search : query || '');
  }

  function staysHere(link, event) {
    const isElsewhere = link.target || link.hasAttribute('download') || event.ctrlKey || event.metaKey || event.shiftKey;
    return isElsewhere || (link.hash && link.pathname === location.pathname && link.search === location.search);
  }
}());
