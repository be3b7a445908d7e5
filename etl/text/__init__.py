"""Paragraphs, sentences and tokens over the untouched text; folding happens per token, never to the text."""
