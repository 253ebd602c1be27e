"""What reading has taught: which words are common here, and what each outlet puts around its articles."""

from watcher.core.news import Article, Vocabulary
from watcher.core.stories.concepts import Concepts
from watcher.core.stories.fingerprint import Pool
from watcher.core.stories.furniture import Furniture
from watcher.core.stories.gist import MOST_TEXT, Gist, Read, read
from watcher.core.words.text import Frequencies


class Lore:
    """Takes the gist of articles, and learns from each what is common: words in general, paragraphs of an outlet."""

    def __init__(self, general: Frequencies, concepts: Concepts) -> None:
        self._pool = Pool(general)
        self._concepts = concepts
        self._furniture = Furniture()
        self._latest: tuple[Article, Vocabulary, Read] | None = None  # mostly the next to be taken up

    def gist(self, article: Article, vocabulary: Vocabulary) -> Gist:
        return self._read(article, vocabulary).gist

    def take_up(self, article: Article, vocabulary: Vocabulary, *, told: frozenset[int]) -> Gist:
        """Learn from an article that joins a story, or opens one. `told`: codes of words that its story has told."""
        taken = self._read(article, vocabulary)
        self._pool.count(taken.said, known=told)
        self.look_at(article)
        return taken.gist

    def look_at(self, article: Article) -> None:
        """Learn from any article, in a story or not, which lines its outlet puts everywhere."""
        self._furniture.learn(article.outlet, article.title, article.text[:MOST_TEXT])
        self._latest = None

    def _read(self, article: Article, vocabulary: Vocabulary) -> Read:
        if self._latest is not None and self._latest[0] is article and self._latest[1] == vocabulary:
            return self._latest[2]
        found = read(article, vocabulary, pool=self._pool, furniture=self._furniture, concepts=self._concepts)
        self._latest = article, vocabulary, found
        return found
