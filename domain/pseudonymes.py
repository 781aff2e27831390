"""Les noms inventés qui remplacent les vrais : le même nom donne le même, et nul ne refait le chemin sans la clef."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from domain.mots import comme, liste

Tirage = Callable[[str, int], int]
"""Le rang tiré pour un mot, parmi tant de possibles : toujours le même pour un même mot."""

NOMS = liste(
    "Aubrac Bailleux Barthez Belkadi Bertier Bonnard Brossard Cabanel Carrel Castillo Chabert Corvin Dalmas Darcos "
    "Delorme Diarra Dorval Duvivier Estevez Fabron Faucher Ferrand Garnot Gaubert Gomis Grenot Hamel Haudry Jarnac "
    "Kerbrat Koulou Labarre Lagarde Lestrade Loubet Malherbe Marchal Maurel Mercadier Monnet Nadeau Novak Orsini "
    "Pardou Perrigny Pommier Quentin Rambaud Renoux Ribeiro Rossel Sabatier Salmon Sarrail Taillefer Tavernier Terrier "
    "Vallois Verdier Viala Viguier Wagner Yildiz Zeller"
)
PRENOMS = liste(
    "Alix Andrea Ange Camille Candide Celeste Charlie Claude Dominique Eden Gwenn Jackie Kim Leslie Loan Lou Louison "
    "Maxime Morgan Nour Sacha Sandy Stevie Swann Yael"
)
"""Des prénoms d'homme et de femme à la fois : l'accord de la phrase reste juste."""
SITES = liste("Beauclair Belcourt Clairbois Grandpre Hautmont Longchamp Montclair Rochebrune Valmont Vertbois")
SITES_PLURIELS = liste("Bruyeres Capucines Chenes Colombes Fougeres Genevriers Lauriers Noisetiers Primeveres Roses")
VOIES = (
    "rue des Aulnes",
    "rue du Verger",
    "rue de la Fontaine",
    "avenue des Tilleuls",
    "rue des Moulins",
    "allée des Cerisiers",
    "rue du Lavoir",
    "rue de la Source",
)


class Pseudonymes:
    """Les noms inventés d'un message : deux noms n'y reçoivent pas le même, aucun n'y garde le sien."""

    def __init__(self, tirer: Tirage, evites: Collection[str]) -> None:
        """`evites` : les mots pliés qu'un nom inventé ne doit pas être (ceux du message, et les vrais noms connus)."""
        self._tirer = tirer
        self._evites = frozenset(evites)
        self._donnes: dict[str, str] = {}

    def nom(self, plie: str, modele: str, *, prenom: bool) -> str:
        """Le nom inventé de ce mot, à la casse de `modele` ; d'une lettre seule, une lettre."""
        invente = self._donner(f"nom {plie}", PRENOMS if prenom else NOMS)
        return comme(modele, invente if len(plie) > 1 else invente[0])

    def site(self, plie: str, modele: str) -> str:
        """Le nom inventé d'une résidence, au pluriel si le vrai l'est."""
        return comme(modele, self._donner(f"site {plie}", SITES_PLURIELS if plie.endswith(("s", "x")) else SITES))

    def voie(self, plie: str, modele: str) -> str:
        """Une voie inventée."""
        return comme(modele, VOIES[self._tirer(f"voie {plie}", len(VOIES))])

    def numero(self, plie: str) -> str:
        """Un numéro inventé dans cette voie."""
        return str(1 + self._tirer(f"numero {plie}", 40))

    def _donner(self, clef: str, parmi: Sequence[str]) -> str:
        if clef not in self._donnes:
            depart = self._tirer(clef, len(parmi))
            tour = [parmi[(depart + pas) % len(parmi)] for pas in range(len(parmi))]
            libres = [n for n in tour if n.lower() not in self._evites and n not in self._donnes.values()]
            self._donnes[clef] = (libres or tour)[0]
        return self._donnes[clef]
