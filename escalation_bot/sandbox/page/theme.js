// Before the first paint: the colours that were chosen here last; without a choice, those of the system.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "";
