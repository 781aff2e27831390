"""Les phrases dites une fois : avis envoyés, réponses aux boutons. Texte simple, sans balise ; l'envoi échappe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.texte import accorder
from domain.vues import Avis
from storage.outbox import Params
from views.aide import aide, bienvenue
from views.ecran import insecables

LONGUEUR_REPONSE = 200
"""Longueur d'une réponse à un appui, fixée par Telegram."""

_PHRASES: Mapping[Avis, str] = {
    Avis.ALERTE_SANS_DESTINATAIRE: (
        "{reference} : personne ne peut recevoir ce dossier. Vérifiez les périmètres et les invitations."
    ),
    Avis.A_QUALIFIER: "Un signalement resté en brouillon vous est transmis : vérifiez-le, puis envoyez-le.",
    Avis.AVIS_DEMANDE: "{reference} : avis demandé à la cellule.",
    Avis.AVIS_POUR_CELLULE: "{nom} demande votre avis sur {reference}. Ouvrez les détails, puis répondez à la fiche.",
    Avis.CLOS_POUR_AUTEUR: "{reference} : le dossier est clos. Merci pour votre vigilance.",
    Avis.COMPLETE: "{reference} : c’est ajouté au dossier.",
    Avis.COMPLETE_CLOS: (
        "{reference} : c’est ajouté, mais ce dossier est clos. Pour un fait nouveau, envoyez un autre message."
    ),
    Avis.COMPLEMENT_RECU: "{reference} : un complément est arrivé. Il se lit dans les détails du dossier.",
    Avis.DEJA_CLOS: "{reference} : ce dossier est clos.",
    Avis.DEJA_PRIS: "{reference} est déjà pris en charge par {nom}.",
    Avis.DETAILS_BLOQUES: (
        "Je ne peux pas vous écrire en privé. Touchez mon nom, puis « Démarrer », et appuyez de nouveau sur Détails."
    ),
    Avis.DETAILS_ENVOYES: "Les détails vous sont envoyés en privé.",
    Avis.DOSSIER_INCONNU: "Je ne trouve pas ce dossier parmi ceux que vous pouvez voir.",
    Avis.ENVOYE: "{reference} : signalement envoyé.",
    Avis.EQUIPE_SANS_GROUPE: (
        "L’équipe « {equipe} » n’a pas de groupe lié : ses cartes partent en privé. "
        "Dans le groupe de l’équipe, écrivez /lier suivi de son nom."
    ),
    Avis.ERREUR_SIGNALEE: "{reference} : l’auteur dit que c’était une erreur. À vous de voir s’il faut clôturer.",
    Avis.FICHE_PERIMEE: "Cette fiche a changé. La voici à jour.",
    Avis.GROUPE_LIE: "Ce groupe reçoit maintenant les cartes : {equipe}. Aucun nom de locataire n’y paraîtra.",
    Avis.INCONNU: "Bonjour. Ce service est réservé aux personnes invitées. Demandez un lien à votre responsable.",
    Avis.INSCRIT_VEILLE: "{reference} est inscrit à la prochaine réunion de veille.",
    Avis.INVITATION_REFUSEE: (
        "Ce lien n’est pas valable : il a déjà servi, ou il a plus de sept jours. Demandez-en un nouveau."
    ),
    Avis.MESSAGE_EN_PANNE: (
        "Votre message n’a pas pu être traité. Il est gardé et l’administrateur est prévenu. "
        "En cas de danger, appelez le 17, le 15, le 18 ou le 112."
    ),
    Avis.MESSAGE_EN_QUARANTAINE: "Un message reçu n’a pas pu être traité (n° {numero}). Voyez : vigie doctor",
    Avis.NON_COMPRIS: "Décrivez la situation avec des mots, une photo ou un message vocal.",
    Avis.NOTE: "C’est noté.",
    Avis.NOUVELLE_INVITATION: (
        "{nom} a demandé un nouveau lien d’invitation à votre nom. "
        "Si vous ne l’attendiez pas, prévenez l’administrateur."
    ),
    Avis.ENVOI_ECARTE: "Un envoi a échoué plusieurs fois et a été mis de côté (n° {numero}). Voyez : vigie doctor",
    Avis.OU_EN_EST: "{reference} : où en est la situation ?",
    Avis.PERSONNE_INJOIGNABLE: (
        "{nom} a bloqué le bot. Les dossiers qui lui étaient proposés passent à la personne suivante."
    ),
    Avis.PRIS_POUR_AUTEUR: "{reference} : votre signalement est pris en charge par {nom}.",
    Avis.RAPPEL_BROUILLON: "Vous avez un signalement commencé et pas encore envoyé. Le voici.",
    Avis.REFUS: "Vous n’avez pas le droit de {quoi}.",
    Avis.RENDU: "{reference} est de nouveau à prendre.",
    Avis.RIEN: "",
    Avis.ROUVERT: "{reference} est rouvert, de nouveau à prendre.",
    Avis.SANS_REPONSE: "{reference} : {nom} n’a pas répondu aux rappels de tentative. Voyez ensemble.",
    Avis.USAGE: "{quoi}",
    Avis.CONFIDENTIALITE: (
        "Ce que vous écrivez est chiffré et n’est lu que par les personnes chargées du dossier.\n"
        "Aucun nom, aucun logement, aucun texte ne paraît dans un groupe.\n"
        "Chaque ouverture d’un dossier est notée. Les brouillons, messages et dossiers clos sont effacés "
        "au bout d’une durée fixée par votre organisme.\n"
        "Pour vos droits d’accès, de rectification ou d’effacement, adressez-vous à votre responsable "
        "ou au délégué à la protection des données de votre organisme."
    ),
}

_PALIERS = {
    "personne": "ce dossier vous est proposé et attend toujours",
    "remplacant": "ce dossier attend, et la personne proposée n’a pas répondu. Vous pouvez le prendre",
    "responsable": "ce dossier n’est toujours pas pris en charge. À vous de le confier",
    "cellule": "ce dossier n’est toujours pas pris en charge. La cellule est saisie",
}


def dire(avis: Avis, params: Params) -> str:
    """La phrase d'un avis, prête à être échappée puis envoyée."""
    ecrire = _COMPOSES.get(avis)
    if ecrire is not None:
        return insecables(ecrire(params))
    return insecables(_PHRASES[avis].format_map({cle: _mot(valeur) for cle, valeur in params.items()}).strip())


def repondre(avis: Avis, params: Params) -> str:
    """La réponse à un appui ; coupée au dernier mot qui tient."""
    texte = dire(avis, params)
    return texte if len(texte) <= LONGUEUR_REPONSE else texte[: LONGUEUR_REPONSE - 1].rsplit(" ", 1)[0] + "…"


def _mot(valeur: object) -> str:
    return "" if valeur is None else str(valeur)


def _lignes(params: Params) -> list[list[str]]:
    lignes = params.get("lignes")
    return [[str(part) for part in ligne] for ligne in lignes] if isinstance(lignes, list) else []


def _liste(params: Params, cle: str) -> list[str]:
    valeurs = params.get(cle)
    return [str(valeur) for valeur in valeurs] if isinstance(valeurs, list) else []


def _mes_signalements(params: Params) -> str:
    lignes = [" · ".join(part for part in ligne if part) for ligne in _lignes(params)]
    return "Vos signalements :\n" + "\n".join(lignes) if lignes else "Vous n’avez pas encore envoyé de signalement."


def _liste_dossiers(params: Params) -> str:
    lignes = []
    for reference, residence, motifs, echeance in _lignes(params):
        suite = f"\n   échéance : {echeance}" if echeance else ""
        lignes.append(" · ".join(part for part in (reference, residence, motifs) if part) + suite)
    if not lignes:
        return "Aucun dossier en cours."
    total = int(str(params.get("total", len(lignes))))
    tus = total - len(lignes)
    reste = f"\nEt {accorder(tus, 'autre', 'autres')} : précisez avec /dossiers suivi d’un mot." if tus > 0 else ""
    return "\n".join(lignes) + "\n\nPour ouvrir : /dossier suivi de la référence." + reste


def _equipe(params: Params) -> str:
    lignes = [" · ".join(part for part in ligne if part) for ligne in _lignes(params)]
    return "Équipe (dossiers suivis / plafond) :\n" + "\n".join(lignes) if lignes else "L’équipe est vide."


def _escalade(params: Params) -> str:
    return f"{params['reference']} : {_PALIERS[str(params['palier'])]}."


def _groupe_inconnu(params: Params) -> str:
    equipes = _liste(params, "equipes")
    connues = ", ".join(equipes) if equipes else "aucune pour l’instant"
    return f"Je ne connais pas cette équipe. Équipes connues : {connues}. Pour la cellule : /lier cellule"


def _deja_envoye(params: Params) -> str:
    reference = params.get("reference")
    return f"{reference} : ce signalement est déjà envoyé." if reference else "Ce signalement ne se modifie plus."


def _pris(params: Params) -> str:
    """La suite est une phrase du domaine, avec sa capitale : « Appel le jeudi… », mais « SMS le jeudi… »."""
    suite = str(params["suite"])
    suite = suite if suite[1:2].isupper() else suite[:1].lower() + suite[1:]
    return f"{params['reference']} est à vous. Première étape : {suite}. Je vous le rappellerai."


def _invitation(params: Params) -> str:
    if not params.get("url"):
        return "Le lien ne peut pas encore être écrit : le bot n’a pas fini de démarrer. Réessayez dans une minute."
    return (
        f"Lien d’invitation pour {params['nom']}, à lui remettre en privé :\n{params['url']}\n"
        f"Il sert une seule fois, jusqu’au {params['expire']}."
    )


def _absence(params: Params) -> str:
    suite = f" {params['remplacant']} vous remplace." if params.get("remplacant") else ""
    return f"Absence notée du {params['du']} au {params['au']}.{suite}"


_COMPOSES: Mapping[Avis, Callable[[Params], str]] = {
    Avis.ABSENCE_NOTEE: _absence,
    Avis.AIDE: lambda params: aide(_liste(params, "roles")),
    Avis.DEJA_ENVOYE: _deja_envoye,
    Avis.PRIS: _pris,
    Avis.BIENVENUE: lambda params: bienvenue(str(params["nom"]), _liste(params, "roles")),
    Avis.EQUIPE: _equipe,
    Avis.ESCALADE: _escalade,
    Avis.GROUPE_INCONNU: _groupe_inconnu,
    Avis.INVITATION: _invitation,
    Avis.LISTE_DOSSIERS: _liste_dossiers,
    Avis.MES_SIGNALEMENTS: _mes_signalements,
}
