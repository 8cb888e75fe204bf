/* Small comforts of every page. Without this file each page still works: forms post, links lead on. */
'use strict';
