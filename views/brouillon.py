"""La fiche d'un signalement : ce que le bot a compris, ce qui manque, et un bouton pour chaque correction."""

from __future__ import annotations

from collections.abc import Sequence

from domain.dossier import Cloture, EtatDossier, EtatSignalement
from domain.personne import Residence
from domain.signalement import Indice, Motif, Statut, Urgence
from domain.texte import enumerer
from usecases.montrer import VueBrouillon
from views.codec import Action
from views.ecran import INSECABLE, Bouton, Ecran, brut, champ, citer, decouper, gras, insecables
from views.lieu import ecrire_lieu, nom_residence
from views.urgences import numeros

PAR_PAGE = 6
"""Résidences montrées d'un coup : ce qui tient sur un téléphone avec les autres boutons."""

_ECARTES = {
    Statut.NIE: "le message dit le contraire",
    Statut.RESOLU: "réglé",
    Statut.HYPOTHETIQUE: "seulement une hypothèse",
    Statut.AUTRE_PERSONNE: "une autre personne",
}


def montrer_brouillon(vue: VueBrouillon) -> Ecran:
    """La fiche, selon où en est le signalement et le menu ouvert."""
    etat = vue.signalement.etat
    if etat is EtatSignalement.ANNULE:
        return Ecran("Signalement annulé. Rien n’a été envoyé.")
    if etat is EtatSignalement.JOINT:
        return Ecran("Ce message a rejoint votre signalement précédent.")
    if etat is EtatSignalement.HORS_PERIMETRE:
        return _hors_perimetre()
    if etat is EtatSignalement.A_QUALIFIER and not vue.a_qualifier_ici:
        return Ecran("Signalement transmis à votre responsable, qui le vérifie et l’envoie.")
    texte = _texte(vue)
    avant = _paroles(vue)
    if etat is EtatSignalement.ENVOYE:
        return Ecran(texte, _boutons_envoye(vue), protege=bool(avant), avant=avant)
    return Ecran(texte, _boutons(vue), protege=bool(avant), avant=avant)


def _paroles(vue: VueBrouillon) -> tuple[str, ...]:
    """Ce que l'auteur a écrit, pour le responsable qui doit le qualifier."""
    if vue.auteur is None:
        return ()
    texte = vue.signalement.texte
    return tuple(decouper(f"{vue.auteur} a écrit{INSECABLE}:\n{citer(texte) if texte else 'message sans texte'}"))


def _hors_perimetre() -> Ecran:
    texte = insecables(
        "Je n’ai pas reconnu d’alerte sociale dans ce message : rien n’est envoyé.\n"
        "Panne, clé, badge, travaux : contactez l’agence ou le numéro d’astreinte technique.\n"
        "En cas de danger, appelez le 17, le 15, le 18 ou le 112."
    )
    return Ecran(
        texte,
        (
            (Bouton("C’est bien une alerte sociale", Action.REQUALIFIER),),
            (Bouton("Annuler", Action.ANNULER),),
        ),
    )


def _texte(vue: VueBrouillon) -> str:
    signalement = vue.signalement
    lignes = []
    if signalement.urgence is Urgence.IMMEDIATE:
        lignes += [numeros(signalement.motifs), ""]
    lignes.append(_titre(vue))
    lignes.append(champ("Motifs", _motifs(vue) or "à choisir"))
    lignes += [champ("Écarté", ecarte) for ecarte in _ecartes(vue)]
    if a_verifier := [m for m in signalement.analyse.a_verifier if m not in signalement.motifs]:
        lignes.append(insecables(f"À vérifier : {enumerer([brut(m.libelle) for m in a_verifier])} ?"))
        if Motif.VIOLENCE in a_verifier or Motif.DECES in a_verifier:
            lignes.append(numeros(a_verifier))
    if signalement.urgence is not None and signalement.motifs:
        lignes.append(champ("Urgence", gras(signalement.urgence.libelle)))
    if lieu := ecrire_lieu(vue.residence, signalement.lieu):
        lignes.append(champ("Lieu", brut(lieu)))
    elif signalement.residence_ignoree:
        lignes.append(champ("Lieu", "non connu"))
    if signalement.locataire:
        lignes.append(champ("Locataire", brut(signalement.locataire)))
    if signalement.piece:
        lignes.append(champ("Pièce jointe", "gardée avec le signalement"))
    if vue.renvoi:
        lignes.append(champ("Hors du dispositif, à orienter vers", brut(" ; ".join(vue.renvoi))))
    lignes += _question(vue)
    return "\n".join(lignes)


def _titre(vue: VueBrouillon) -> str:
    dossier = vue.dossier
    if dossier is None:
        return gras("Signalement à qualifier" if vue.a_qualifier_ici else "Voici ce que j’ai compris")
    if dossier.cloture is Cloture.ERREUR:
        return champ(gras(dossier.reference), "retiré, signalé par erreur.")
    if dossier.etat is EtatDossier.CLOS:
        return champ(gras(dossier.reference), "dossier clos.")
    if dossier.etat is EtatDossier.PRIS_EN_CHARGE:
        return champ(gras(dossier.reference), f"pris en charge par {brut(vue.charge or '')}.")
    seul = " sans attendre, parce qu’il y a un danger" if vue.signalement.parti_seul else ""
    return champ(gras(dossier.reference), f"signalement envoyé{seul}.")


def _motifs(vue: VueBrouillon) -> str:
    signalement = vue.signalement
    return ", ".join(
        brut(motif.libelle) + _mots(signalement.texte, signalement.analyse.indices, motif)
        for motif in signalement.motifs
    )


def _mots(texte: str, indices: Sequence[Indice], motif: Motif) -> str:
    """Les mots du message qui ont fait comprendre ce motif, deux passages au plus."""
    vus = [texte[i.debut : i.fin] for i in indices if i.motif is motif and i.statut is Statut.AFFIRME]
    cites = [citer(brut(_court(mots))) for mots in dict.fromkeys(vus)][:2]
    return f" ({', '.join(cites)})" if cites else ""


def _court(mots: str) -> str:
    propre = " ".join(mots.split())
    return propre if len(propre) <= 60 else propre[:59] + "…"


def _ecartes(vue: VueBrouillon) -> list[str]:
    signalement = vue.signalement
    lignes = []
    for indice in signalement.analyse.indices:
        if indice.statut is not Statut.AFFIRME and indice.motif not in signalement.motifs:
            mots = _court(signalement.texte[indice.debut : indice.fin])
            lignes.append(f"{brut(indice.motif.libelle)} ({champ(citer(brut(mots)), _ECARTES[indice.statut])})")
    return list(dict.fromkeys(lignes))[:3]


def _question(vue: VueBrouillon) -> list[str]:
    if vue.card.ecran == "saisie_locataire":
        return ["", "Écrivez le nom du locataire dans votre prochain message."]
    if vue.card.ecran == "saisie_lieu":
        return ["", "Écrivez le bâtiment, l’étage ou la porte dans votre prochain message."]
    if not vue.signalement.etat.ouvert:
        return []
    if vue.rapproche is not None:
        connu = f"Vous avez déjà un dossier ouvert ici : {vue.rapproche.reference}. Est-ce le même ménage ?"
        return ["", insecables(connu)]
    if not vue.signalement.motifs:
        return ["", insecables("Que se passe-t-il ? Choisissez un ou plusieurs motifs.")]
    if vue.residence is None and not vue.signalement.residence_ignoree:
        return ["", insecables("Quelle résidence ?")]
    return []


Rangees = tuple[tuple[Bouton, ...], ...]


def _boutons(vue: VueBrouillon) -> Rangees:
    menu = _menu(vue)
    if menu is not None:
        return menu
    signalement = vue.signalement
    rangees: list[tuple[Bouton, ...]] = []
    if not signalement.motifs:
        rangees += _choix_verifier(vue) or _choix_motifs(vue)
    if vue.rapproche is not None and signalement.motifs:
        rangees.append((Bouton("Compléter le dossier", Action.COMPLETER),))
        rangees.append((Bouton("Nouveau dossier", Action.NOUVEAU),))
    elif signalement.motifs and vue.residence is None and not signalement.residence_ignoree:
        rangees += _choix_residences(vue, 0)
    elif signalement.motifs:
        rangees.append((Bouton("✅ Envoyer", Action.ENVOYER),))
    if signalement.motifs:
        rangees += _choix_verifier(vue)
    if vue.autre_brouillon and vue.rapproche is None:
        rangees.append((Bouton("Compléter le dossier précédent", Action.COMPLETER),))
    rangees += _corrections()
    rangees.append((Bouton("Annuler", Action.ANNULER),))
    return tuple(rangees)


def _boutons_envoye(vue: VueBrouillon) -> Rangees:
    """Un danger parti seul se corrige encore ; un signalement confirmé se complète en répondant à la fiche."""
    dossier = vue.dossier
    if not vue.signalement.parti_seul or dossier is None or dossier.etat is EtatDossier.CLOS:
        return ()
    menu = _menu(vue)
    if menu is not None:
        return menu
    rangees: list[tuple[Bouton, ...]] = []
    if vue.residence is None and not vue.signalement.residence_ignoree:
        rangees += _choix_residences(vue, 0)
    return (*rangees, *_corrections(), (Bouton("C’est une erreur", Action.ERREUR),))


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
    return [(_bouton_motif(vue, motif),) for motif in Motif]


def _choix_verifier(vue: VueBrouillon) -> list[tuple[Bouton, ...]]:
    signalement = vue.signalement
    return [
        (Bouton(insecables(f"{motif.libelle} ?"), Action.MOTIF, motif.value),)
        for motif in signalement.analyse.a_verifier
        if motif not in signalement.motifs
    ]


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
