"use strict";
const search = document.getElementById("search");
const nothing = document.getElementById("nothing");
const articles = Array.from(document.querySelectorAll("article"), (article) => ({
  article,
  text: article.textContent.toLowerCase(),
  entry: document.querySelector('nav a[href="#' + article.id + '"]')?.parentElement,
}));
function narrow() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const { article, text, entry } of articles) {
    const fits = words.every((word) => text.includes(word));
    article.hidden = !fits;
    if (entry) entry.hidden = !fits;
    found += fits;
  }
  for (const section of document.querySelectorAll(".tag")) {
    section.hidden = !section.querySelector("article:not([hidden])");
  }
  nothing.hidden = found > 0;
}
search.hidden = false;
search.addEventListener("input", narrow);
addEventListener("hashchange", () => {
  if (document.querySelector(location.hash || "#about")?.closest("[hidden]")) {
    search.value = "";
    narrow();
    document.querySelector(location.hash).scrollIntoView();
  }
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
  }
});
