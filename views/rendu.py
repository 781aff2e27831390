"""De l'état présent à l'écran : le seul endroit où une fiche se rend."""

from __future__ import annotations

from storage.cards import Card
from storage.unit_of_work import UnitOfWork
from usecases.contexte import Contexte
from usecases.montrer import VueBrouillon, VueDossier, VueEquipe, lire_vue
from views.brouillon import montrer_brouillon
from views.dossier import montrer_dossier, montrer_equipe, montrer_tentative
from views.ecran import Ecran

SANS_OBJET = Ecran("Cette fiche n’est plus accessible.")
"""Ce que devient une fiche déjà montrée dont le lecteur a perdu le droit, ou dont le sujet a été effacé."""

PLUS_BAS = Ecran("Cette fiche est plus bas dans la conversation.")
"""Ce que devient un message remplacé que Telegram ne laisse plus retirer (il a plus de 48 heures)."""


async def rendre_fiche(ctx: Contexte, unit: UnitOfWork, card: Card) -> Ecran | None:
    """L'écran de cette fiche ; rien s'il n'y a rien à montrer et rien à remplacer."""
    vue = await lire_vue(ctx, unit, card)
    if vue is None:
        return SANS_OBJET if card.message_id is not None else None
    if isinstance(vue, VueBrouillon):
        return montrer_brouillon(vue)
    if isinstance(vue, VueEquipe):
        return montrer_equipe(vue)
    if isinstance(vue, VueDossier):
        return montrer_dossier(vue)
    return montrer_tentative(vue)
