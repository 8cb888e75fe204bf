/* A page that must not grow old: [data-anew="60"] is loaded anew after so many seconds. */
(function () {
  'use strict';

  const part = document.querySelector('[data-anew]');
  if (part) setTimeout(() => location.reload(), Number(part.dataset.anew) * 1000);
}());
