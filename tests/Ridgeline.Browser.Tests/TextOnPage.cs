namespace Ridgeline.Browser.Tests;

/// <summary>What text covers other text, as the browser has laid it out.</summary>
internal static class TextOnPage
{
    private const string Boxes =
        """
        const windows = new Map(); // what of an element's content can be seen
        const seen = element => {
          if (!element) return { left: -1e9, right: 1e9, top: -1e9, bottom: 1e9 };
          if (!windows.has(element)) {
            const outer = seen(element.parentElement), own = getComputedStyle(element).overflowX === 'visible' ? outer : element.getBoundingClientRect();
            windows.set(element, { left: Math.max(outer.left, own.left), right: Math.min(outer.right, own.right), top: Math.max(outer.top, own.top), bottom: Math.min(outer.bottom, own.bottom) });
          }
          return windows.get(element);
        };
        const boxes = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const element = node.parentElement;
          if (!node.data.trim() || element.closest('script, style, .skip, .hoverlayer') || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
          const range = document.createRange();
          range.selectNodeContents(node);
          for (const own of range.getClientRects()) {
            const part = seen(element);
            const box = { left: Math.max(own.left, part.left), right: Math.min(own.right, part.right), top: Math.max(own.top, part.top), bottom: Math.min(own.bottom, part.bottom), text: node.data.trim().slice(0, 60), of: node };
            if (box.right - box.left > 1 && box.bottom - box.top > 1) boxes.push(box);
          }
        }
        """;

    /// <summary>Pairs of texts that cover each other by more than the blank above and below letters.</summary>
    public const string Overlaps =
        "() => {" + Boxes +
        """
        boxes.sort((a, b) => a.top - b.top);
        const found = [];
        for (let i = 0; i < boxes.length; i++)
          for (let j = i + 1; j < boxes.length && boxes[j].top < boxes[i].bottom; j++) {
            const across = Math.min(boxes[i].right, boxes[j].right) - Math.max(boxes[i].left, boxes[j].left), up = Math.min(boxes[i].bottom, boxes[j].bottom) - boxes[j].top;
            if (boxes[i].of !== boxes[j].of && across > 1 && up > 3) found.push(`${boxes[i].text} | ${boxes[j].text}`);
          }
        return found;
        }
        """;

    /// <summary>Texts of charts that the chart's edge cuts off.</summary>
    public const string CutOff =
        """
        () => [...document.querySelectorAll('.chart')].filter(chart => chart.checkVisibility()).flatMap(chart => {
          const own = chart.getBoundingClientRect();
          return [...chart.querySelectorAll('text')].filter(text => text.textContent.trim() && !text.closest('.hoverlayer')).filter(text => {
            const box = text.getBoundingClientRect();
            return box.width > 0 && (box.left < own.left - 1 || box.right > own.right + 1 || box.top < own.top - 1 || box.bottom > own.bottom + 1);
          }).map(text => `${chart.dataset.chart}: ${text.textContent}`);
        })
        """;
}
