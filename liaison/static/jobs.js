/* Work in the background: [data-job="/jobs/7/progress"] moves on by itself; once it is over the page is loaded
   anew, or left for data-then. */
(function () {
  'use strict';

  const EVERY = 1000;

  function show(part, told) {
    const bar = part.querySelector('progress');
    if (told.percent === null) bar.removeAttribute('value');
    else bar.value = told.percent;
    part.querySelector('[data-job-words]').textContent = told.words;
    document.querySelectorAll('[data-job-seen]').forEach((place) => { place.textContent = told.seen; });
    document.querySelectorAll('[data-job-began]').forEach((place) => { place.textContent = told.began; });
  }

  function follow(part) {
    const later = () => setTimeout(ask, EVERY);
    const ask = () => fetch(part.dataset.job, { credentials: 'same-origin' })
      .then((answer) => { if (!answer.ok || answer.redirected) throw new Error(answer.status); return answer.json(); })
      .then((told) => {
        if (told.is_over && part.dataset.then) location.assign(part.dataset.then);
        else if (told.is_over) location.reload();
        else { show(part, told); later(); }
      })
      .catch(later);
    later();
  }

  document.querySelectorAll('[data-job]').forEach(follow);
}());
