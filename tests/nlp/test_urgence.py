"""Urgence (guide, « L'urgence »)."""

import pytest

from nlp import Classifieur

URGENCES: list[tuple[str, str | None]] = [
    ("mr dupont doit 3 mois de loyer", "normale"),
    ("il est en train de la massacrer venez vite", "immediate"),
    ("ça crie et ça tape en ce moment chez les Morin, il la frappe", "immediate"),
    ("il a un couteau dans le hall et menace tout le monde", "immediate"),
    ("le petit a des traces de ceinture dans le dos", "immediate"),
    ("elle dit qu'elle veut en finir", "immediate"),
    ("elle a avalé toutes ses boites de cachets", "immediate"),
    ("je crois qu'il est mort derrière la porte", "immediate"),
    ("on l'entend gémir derrière la porte depuis ce matin", "immediate"),
    ("mamie a oublié la casserole sur le feu", "immediate"),
    ("il entasse des cartons contre la gazinière allumée, risque d'incendie", "immediate"),
    ("son mari la frappait la semaine dernière", "haute"),
    ("menace de mort par sms envoyé au gardien", "haute"),
    ("mme Roche est décédée hier à l'hôpital", "haute"),
    ("pas vu mme Blin 85 ans depuis une semaine", "haute"),
    ("l'expulsion de mr Bodart est fixée au 3 décembre", "haute"),
    ("le préfet a accordé le concours de la force publique", "haute"),
    ("les enfants n'ont plus rien à manger", "haute"),
    ("edf a coupé hier pour facture impayée, ils ont un bébé", "haute"),
    ("il tient des propos délirants", "haute"),
    ("sorti de l'hôpital hier, aucune aide à domicile, il ne tient pas debout", "haute"),
    ("commandement de payer reçu par mme Huet", "normale"),
    ("assignation délivrée, audience en mars", "normale"),
    ("il boit du matin au soir", "normale"),
    ("sa mère l'a mis dehors à 18 ans", "normale"),
    ("fuite sous l'évier", None),
]


@pytest.mark.parametrize(("texte", "attendue"), URGENCES, ids=[t[:30] for t, _ in URGENCES])
def test_l_urgence_suit_le_guide(regles: Classifieur, texte: str, attendue: str | None) -> None:
    urgence = regles.analyser(texte).urgence
    assert (urgence.value if urgence else None) == attendue
