// Before anything is drawn: the theme that was chosen here, if one was; else the system's.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('cloudburst.theme');
  } catch {
    // Where nothing may be kept, the system's theme it is.
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
