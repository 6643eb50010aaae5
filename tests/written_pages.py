"""All written pages: sixteen shapes, thirty stories in each language, every shape once or twice a language."""

from collections.abc import Callable, Sequence

from tests.written_forms import FORMS
from tests.written_markup import Written
from tests.written_stories import HINDI, URDU, Tale, tales
from tests.written_systems import SYSTEMS

SHAPES: Sequence[Callable[[Tale], Written]] = (*SYSTEMS, *FORMS)


def written_pages() -> list[Written]:
    """Thirty pages in Hindi and thirty in Urdu."""
    return [SHAPES[tale.number % len(SHAPES)](tale) for tongue in (HINDI, URDU) for tale in tales(tongue)]
