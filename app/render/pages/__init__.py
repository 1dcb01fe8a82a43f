"""Pages for people: a front page, documents with their cited passages marked, a chart to embed; no script is needed."""
