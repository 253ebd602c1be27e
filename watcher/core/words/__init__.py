"""Text in any script: its words, sentences, folds and sounds."""
