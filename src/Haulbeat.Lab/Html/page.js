// The page works without this script. Escape and the arrow keys follow the links in the details of a cell.
addEventListener('keydown', event => {
  const key = { Escape: 'close', ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }[event.key];
  if (!key || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = document.querySelector(`.large:target [data-key="${key}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
