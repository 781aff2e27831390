"""Les boutons de la fiche d'un signalement : répondre à sa question, la corriger, l'envoyer."""

from __future__ import annotations

from collections.abc import Sequence

from domain.dossier import EtatDossier
from domain.personne import Residence
from domain.signalement import Motif, Urgence
from usecases.montrer import VueBrouillon
from views.codec import Action
from views.ecran import Bouton, insecables
from views.lieu import nom_residence

Rangees = tuple[tuple[Bouton, ...], ...]

PAR_PAGE = 6
"""Résidences montrées d'un coup : ce qui tient sur un téléphone avec les autres boutons."""

DEMI_RANGEE = 21
"""Caractères d'un bouton qui partage sa rangée : un téléphone couperait un nom plus long."""


def corrigeable(vue: VueBrouillon) -> bool:
    """Un brouillon se corrige, et un danger parti seul ; un signalement confirmé se complète en y répondant."""
    if vue.signalement.etat.ouvert:
        return True
    return vue.signalement.parti_seul and vue.dossier is not None and vue.dossier.etat is not EtatDossier.CLOS


def questions(vue: VueBrouillon) -> tuple[Motif, ...]:
    """Les motifs à vérifier auxquels personne n'a répondu : chacun a son bouton, aucun n'est un fait."""
    if not corrigeable(vue):
        return ()
    return tuple(motif for motif in vue.signalement.analyse.a_verifier if motif not in vue.signalement.motifs)


def tout_a_dire(vue: VueBrouillon) -> bool:
    """Rien n'est reconnu, et le message n'est pas clairement hors périmètre : une seule question, les douze motifs."""
    signalement = vue.signalement
    douteux = signalement.analyse.incertain or signalement.analyse.langue_etrangere
    return signalement.etat.ouvert and douteux and not signalement.motifs and not questions(vue)


def boutons(vue: VueBrouillon) -> Rangees:
    """Les boutons de la fiche, selon où en est le signalement et le menu ouvert."""
    if not corrigeable(vue):
        return ()
    menu = _menu(vue)
    if menu is not None:
        return menu
    return tuple(_avant_l_envoi(vue) if vue.signalement.etat.ouvert else _apres_l_envoi(vue))


def _avant_l_envoi(vue: VueBrouillon) -> list[tuple[Bouton, ...]]:
    signalement = vue.signalement
    rangees = _choix_verifier(vue)
    if vue.rapproche is not None:
        rangees.append((Bouton("Compléter le dossier", Action.COMPLETER),))
        rangees.append((Bouton("Nouveau dossier", Action.NOUVEAU),))
    elif not signalement.motifs:
        rangees = rangees or _choix_motifs(vue)
    elif vue.residence is None and not signalement.residence_ignoree:
        rangees += _choix_residences(vue, 0)
    else:
        rangees.append((Bouton("✅ Envoyer", Action.ENVOYER),))
    if vue.autre_brouillon and vue.rapproche is None:
        rangees.append((Bouton("Compléter le dossier précédent", Action.COMPLETER),))
    if not tout_a_dire(vue):
        rangees += _corrections()
    return [*rangees, (Bouton("Pas une alerte", Action.HORS_PERIMETRE), Bouton("Annuler", Action.ANNULER))]


def _apres_l_envoi(vue: VueBrouillon) -> list[tuple[Bouton, ...]]:
    rangees = _choix_verifier(vue)
    if vue.residence is None and not vue.signalement.residence_ignoree:
        rangees += _choix_residences(vue, 0)
    return [*rangees, *_corrections(), (Bouton("C’est une erreur", Action.ERREUR),)]


def _corrections() -> list[tuple[Bouton, ...]]:
    return [
        (Bouton("Motifs", Action.MENU, "motifs"), Bouton("Urgence", Action.MENU, "urgence")),
        (Bouton("Lieu", Action.MENU, "lieu"), Bouton("Locataire", Action.MENU, "saisie_locataire")),
    ]


def _menu(vue: VueBrouillon) -> Rangees | None:
    """Les boutons du menu ouvert sur la fiche, s'il y en a un."""
    ecran = vue.card.ecran
    retour = (Bouton("Retour", Action.MENU, ""),)
    if ecran == "motifs":
        return (*_choix_motifs(vue), retour)
    if ecran == "urgence":
        return (*((Bouton(u.libelle, Action.URGENCE, u.value),) for u in reversed(Urgence)), retour)
    if ecran == "lieu":
        return (
            (Bouton("Résidence", Action.MENU, "residences:0"),),
            (Bouton("Bâtiment, étage, porte", Action.MENU, "saisie_lieu"),),
            retour,
        )
    if ecran.startswith("residences"):
        page = ecran.partition(":")[2]
        return (*_choix_residences(vue, int(page) if page.isdigit() else 0), retour)
    if ecran.startswith("saisie"):
        return (retour,)
    return None


def _choix_motifs(vue: VueBrouillon) -> list[tuple[Bouton, ...]]:
    """Les douze motifs dans leur ordre ; deux qui se suivent partagent une rangée si leurs noms y tiennent."""
    rangees: list[tuple[Motif, ...]] = []
    for motif in Motif:
        voisins = (*rangees[-1], motif) if rangees else (motif,)
        if len(voisins) == 2 and all(len(voisin.libelle) <= DEMI_RANGEE for voisin in voisins):
            rangees[-1] = voisins
        else:
            rangees.append((motif,))
    return [tuple(_bouton_motif(vue, motif) for motif in rangee) for rangee in rangees]


def _choix_verifier(vue: VueBrouillon) -> list[tuple[Bouton, ...]]:
    return [(Bouton(insecables(f"{motif.libelle} ?"), Action.MOTIF, motif.value),) for motif in questions(vue)]


def _bouton_motif(vue: VueBrouillon, motif: Motif) -> Bouton:
    coche = "✓ " if motif in vue.signalement.motifs else ""
    return Bouton(f"{coche}{motif.libelle}", Action.MOTIF, motif.value)


def _choix_residences(vue: VueBrouillon, page: int) -> list[tuple[Bouton, ...]]:
    pages = max(1, -(-len(vue.choix) // PAR_PAGE))
    page = min(page, pages - 1)
    montrees: Sequence[Residence] = vue.choix[page * PAR_PAGE : (page + 1) * PAR_PAGE]
    noms = [residence.nom for residence in vue.choix]
    rangees: list[tuple[Bouton, ...]] = [
        (Bouton(nom_residence(r) if noms.count(r.nom) > 1 else r.nom, Action.RESIDENCE, str(r.id)),) for r in montrees
    ]
    tourner = []
    if page > 0:
        tourner.append(Bouton("Précédent", Action.MENU, f"residences:{page - 1}"))
    if page < pages - 1:
        tourner.append(Bouton("Suivant", Action.MENU, f"residences:{page + 1}"))
    if tourner:
        rangees.append(tuple(tourner))
    rangees.append((Bouton("Autre lieu, ou je ne sais pas", Action.RESIDENCE, "0"),))
    return rangees
