"""What says something about a case, what says nothing, and the names of days and months, in six languages.

Written as in `non_reasons`.
"""

WEIGHS = """
    opens, opening, lock*, blocked, crash*, fails, failing, failed, freez*, data leak*, go bankrupt, bankrupt*,
    insolven*, switch to,
    öppnar, blockera*, krasch*, misslyckas, konkurs*, byter till, byta leverantör,
    öffnet, öffnung, gesperrt*, blockiert*, abstürz*, stürzt, schlägt fehl, schlagen fehl, scheiter*, insolvenz*,
    wechsel*, klagt gegen,
    ouvre*, ouverture, bloque*, plante, plantent, échoue*, faillite, changer de fournisseur, poursuivre,
    opent, geblokkeerd*, vastgelopen, crasht, mislukt*, mislukken, failliet*, overstappen, overstapt,
    abre, abren, apertura, bloquea*, falla, fallan, quiebra, cambiar de proveedor, demanda*,
    sell, selling, nobody can, no one can, none can, ingen kan, sälja, säljer, niemand kann, kann niemand,
    niemand mehr, verkauf*,
    personne ne peut, plus personne, vendre, vend, vendent, niemand kan, kan niemand, verkopen, verkoopt, nadie puede,
    vender, venden,
    lose, loses, losing, loss*, lost, churn*, cancel*, terminat*, competitor*, competition, contract*, renew*,
    penalt*, fined, fine of, lawsuit*,
    audit*, complian*, breach*, outage*, standstill, stands still, stopped, stops, locked out, revenue, turnover,
    payroll,
    invoic*, checkout, payment*, go live, goes live, launch*, tender, recall*, deadline, notice period, safety,
    patient*, leaving,
    förlora*, tappar, säger upp, sagt upp, uppsäg*, konkurrent*, avtal*, förläng*, ett vite, deras vite, vite på,
    vite om, dem vite, viten, böter, revision*, driftstopp, står still,
    utelåst*, intäkt*, omsättning*, löne*, faktur*, betal*, lansering*, anbud*, upphandling*, återkall*, tidsfrist*,
    säkerhet*,
    verlier*, verlust*, verlor*, kündig*, konkurrenz*, wettbewerb*, vertrag*, vertrags*, verlängerung*, verlängern,
    strafe*, bußgeld*, prüfung*, ausfall*, steht still,
    stillstand, ausgesperrt, umsatz*, lohn*, gehalt*, gehälter, rechnung*, zahlung*, bestellung*, live gang,
    produktivstart, ausschreibung*,
    rückruf*, frist, fristen, sicherheit*, abspring*,
    perd, perds, perdent, perdre, perdra*, perdu*, perte*, résili*, concurren*, contrat*, renouvel*, pénalité*,
    amende*, panne*, à l arrêt, bloqué*, chiffre d affaires, revenus, paie,
    facture*, paiement*, commande*, mise en ligne, lancement*, appel d offres, rappel, échéance*, préavis, sécurité,
    quitt*,
    verlies*, verliez*, opzeg*, zegt op, zeggen op, concurrent*, verleng*, boete*, storing*, staat stil,
    buitengesloten, omzet*, loon*, salaris*,
    factu*, betaling*, bestelling*, livegang, lancering*, aanbesteding*, terugroep*, opzegtermijn, veiligheid*,
    patiënt*, vertrekk*,
    pierd*, perder*, pérdida*, cancela*, rescind*, competidor*, competencia, contrato*, renov*, penaliza*, multa*,
    auditor*, caídas, está caíd*, está parad*, están parad*, bloquead*,
    ingresos, facturación, nómina*, factura*, pago*, pedidos, lanzamiento*, licitación*, retirada, plazo*, preaviso,
    seguridad, paciente*"""
"""Words of a consequence: what somebody loses, owes or cannot do."""

TRIED = """
    tried, we called, i called, called support, phoned, wrote to, i wrote, we wrote, mailed, emailed, asked support,
    asked them, contacted, reached out,
    support said, support says, support answered, support replied, answered that, first level, first line, hotline,
    helpdesk, reported on, reported it,
    opened ticket, ticket since, open since, no answer since, restarted, reinstalled, workaround*, reset, followed up,
    reminded,
    försökt, provat, testat, ringt, ringde, skrivit till, skrev till, mejlat, mailat, frågat, kontaktat,
    supporten svarade, supporten säger, anmäldes, anmält,
    öppet sedan, inget svar sedan, startat om, installerat om, påmint, påminde,
    versucht, probiert, angerufen, telefoniert, geschrieben, gemailt, gefragt, kontaktiert, support sagt,
    support antwort*, gemeldet, offen seit, seit keine antwort,
    neu gestartet, neu installiert, erinnert, nachgefasst, umgehung*,
    essayé, tenté, avons appelé, ai appelé, téléphoné, écrit à, avons écrit, ai écrit, demandé à, contacté,
    le support dit, support répond*, signalé, ouvert depuis,
    sans réponse depuis, redémarré, réinstallé, relancé le support, contournement,
    geprobeerd, gebeld, geschreven, gemaild, gevraagd, contact opgenomen, support zegt, support antwoord*, gemeld,
    open sinds, geen antwoord sinds, herstart,
    opnieuw geïnstalleerd, herinnerd,
    intentado, probado, hemos llamado, he llamado, llamamos, escrito a, hemos escrito, he escrito, preguntado a,
    contactado, soporte dice, soporte respond*, reportado,
    abierto desde, sin respuesta desde, reiniciado, reinstalado, recordado"""
"""Words of what was tried the normal way."""

SMALL = """
    nobody anybody somebody anyone nothing anything something everything whole every each both either neither early
    earlier later already often
    sometimes today's call calls mail mails mailed email list name names bit quite rather simply honestly actually
    somehow anyway though although
    please make makes made making going goes went gone come coming keep kept bring brought pick picked round sneak
    time times yesterday tonight
    pleased glad awesome cheers terribly terrible horrible super great big good better best bad worse open opened
    close closed long short high low
    confirm confirmed deliver delivered agree agreed ask asked asks asking answer answered reason reasons situation
    request requests topic
    account executive manager management leader leadership boss colleague support department discussion meeting
    weekend forever
    ingen inget någonting allt alla hela varje båda tidigt tidigare senare ofta ibland mejl lista namn ganska lite
    enkelt ärligt faktiskt
    ändå även om göra gjorde blev kommit tagit tog hann hinner smyga iväg igår toppen hemskt fruktansvärt superbra
    stor stort stora bra bättre dåligt
    öppet stängt länge kort hög högt bekräftat bekräfta leverans komma överens frågat fråga frågade skäl läge sak
    saken begäran chef ledning säljaren
    avdelning diskussion möte mötet helg helgen evigheter ledig närmaste personligen
    niemand jemand nichts etwas alles ganze jeder jede jedes beide früh früher später oft manchmal liste ziemlich
    einfach ehrlich
    eigentlich irgendwie trotzdem obwohl tun tut getan machte kam gekommen nahm genommen gebracht noch nie gerade eben
    gestern klasse toll
    furchtbar groß große großer gut besser schlecht offen zu lange kurz hoch hohe bestätigt bestätigen geliefert
    lieferung vereinbart gefragt frage
    fragt nachgefragt grund gründe sache anfrage leitung vertriebler abteilung termin wochenende ewig frau herr dazu
    daher
    personne rien quelque chose toute toutes entier chaque deux tôt tard plus souvent parfois nom plutôt simplement
    franchement
    en fait quand même bien que faites faisait vient venait arrive arrivé pris prendre temps hier soir top génial
    navré grand grande
    gros bon bonne meilleur mauvais ouvert fermé longue court haut confirmé confirmer livraison livrer convenu demandé
    demande demander raison
    raisons sujet responsable direction commercial service réunion week end absent remonter nécessaire interminable
    jamais
    iemand niets iets hele elke ieder vroeg vroeger vaak soms lijst lijstje naam nogal gewoon eerlijk eigenlijk
    toch hoewel deed doet gedaan kwam gekomen nam genomen nooit gisteren avond geweldig vreselijk groot grote goed
    beter slecht
    dicht lang hoog hoge bevestigd bevestigen geleverd levering afgesproken gevraagd vraag vragen reden redenen
    situatie zaak verzoek
    leiding accountmanager afdeling discussie vergadering eeuwig vrij erg regel regelen
    nadie alguien nada algo toda cada ambos temprano tarde menudo veces correo correos nombre bastante simplemente
    sinceramente realidad
    aunque hizo hecho haciendo viene llega llegado tomado traído nunca ayer noche estupendo genial gran bueno buena
    mejor malo mala
    abierto cerrado largo corto alto alta confirmado confirmar entrega entregar acordado pide pedir razón
    razones motivo situación tema
    solicitud jefe dirección comercial departamento discusión reunión llamada fin semana eterno fuera señora señor
    muchísimo vez
    u ur few last next past more most such only even ever never always while because until since down off under
    between own same other another
    dear apologies apology excuse happy kind kindly many lot little possible try trying tried like feel think
    believe guess sure fine right course let lets
    got getting put see seen show tell told say said came comes back work works working job stuff matter
    people person someone everybody everyone team sales colleagues
    find found talk expect expects treat treated treatment care deal dealt attention queue front line advance mind
    sitting
    ursäkta vore några förra nästa bara aldrig alltid medan egen samma annan andra möjligt försöka tycker tror säger
    sa sagt säga visa kommer kom jobb folk någon kollega kollegor
    hittade hitta sälj ta tar går gick gå lägga lagt lägg gång tiden riktigt laget åtminstone gällande
    ännu skulle borde kunnat vill sätt förväntar behandlade uppmärksamhet kö kön bryr oss
    entschuldigung leider wäre würde gewesen hätte letzten letzter nächste nächsten immer während eigene gleich
    andere anderen möglich versuchen denke glaube sicher sagen gesagt zeigen kommt
    arbeit leute kollege kollegin kollegen gefunden finden vertrieb gehen geht ging stellen ganz voraus
    erwartet aufmerksamkeit langsam ständig vielen viele erst deren dieses dieser diesen diese euch eure
    excusez désolée serait serions quelques dernier dernière prochain toujours pendant propre autre autres
    essayer pense crois sûr dire dit montrer venu travail gens quelqu
    collègue collègues trouvé trouver passer passe mettre mis beaucoup avance file tenir tient soit
    fois mille
    excuses vorige volgende altijd tijdens eigen zelfde mogelijk proberen denk geloof zeker zeggen zegt gezegd
    laten zien komt werk mensen collega collegas gevonden vond
    vinden verkoop gaan gaat zetten zet echt veel heel alvast verwacht aandacht rij zou zouden daarvoor ervoor ermee
    hiermee
    disculpad disculpa sería unos pasado pasada próximo próxima siempre durante propio mismo otra otro otros
    posible intentar creo pienso seguro decir dice dijo enseñar vino trabajo gente
    compañero compañera compañeros encontrado encontrar ventas pasar pasa poner cosa mucha muchas antemano
    atención fila cola haberlo llevaba hasta sobre sea así
    a an the this that these those it its he she they them their we us our you your i me my is are was were be been
    being am has have had do
    does did done will would can could should shall may might must to of in on at by for from with about as if so not
    no and or but than then
    now here there all any some very really just also too still again up out before after into over when who
    what which how t s ll ve re d m
    customer customers client clients ticket tickets case issue thing reply help fix fixed solve solved handle
    handled send sent get gets
    take look hope thanks thank sorry first today tomorrow weeks month day days soon
    quick fast wants
    want need needs nice ok guys hi hello deserve give go side much know
    ett den det detta denna de dem deras vi vår vårt ni er jag mig min mitt mina han hon är var vara varit har hade
    ha att som på av
    för från med så inte och eller men än då nu här där något mycket väldigt verkligen också redan igen upp ut
    före efter när
    vem vad hur ska kan kunde måste får fick få gör gjort bli blir klar klart klara till kund kunden kunder
    ärende ärendet svar
    svara hjälp hjälpa lösa lösning fixa fixas hantera hanteras skicka skickat titta hoppas tack förlåt ledsen först
    tid idag imorgon
    vecka veckan veckor månad månaden dag dagar snart snabbt ber bett behöver gärna hej listan ge sida
    der die das des ein eine einen einem einer es sie ihr ihnen ihm ihn ihre wir uns unser unserer unsere ich mich mir
    mein meine du ist sind
    war waren sein bin hat haben habe hab hatte hätten wird werden wurde kann können könnt könnten könntet muss müssen
    soll sollen sollte von im
    auf bei bis für aus mit über als ob nicht kein und oder aber wie dann da jetzt dort alle sehr
    wirklich nur auch
    schon wieder zurück mehr danach fragte vor nach wenn wer fall antwort hilfe helft helfen lösen
    lösung gelöst behandeln behandelt fertig
    erledigt gemacht machen schicken geschickt schauen hoffe hoffentlich danke dank leid zuerst zeit heute morgen
    woche
    letzte wochen monat monatsende tag tage bald schnell möchte braucht brauchen nett hallo geben gebt dass
    seit
    le la les l un une ce cet cette ces ça cela c il elle ils elles leur leurs lui nous notre nos vous votre je j mon
    ma mes tu
    est sont était étaient être été suis ai ont avons avez avait avais faire faut va vais aller peut pouvez
    pourriez peuvent doit dois à
    au aux dans sur sous par pour avec sans si pas ne n et ou mais qu qui quoi donc alors maintenant ici là tout
    tous très vraiment aussi
    déjà encore avant après comme dossier réponse aide aider aidez corriger régler résoudre solution
    traiter
    envoyer envoyé regarder espère désolé pardon premier aujourd hui demain semaine mois jour jours bientôt vite
    rapide veut
    voulons besoin gentil bonjour donner donnez part y
    het een dat deze hij zij ze hun hen wij ons onze jullie jij ik mij mijn zijn ben bent heb hebben heeft
    hadden wordt worden kunnen kunt moet moeten zal zullen te van op aan bij tot voor uit met zo niet geen maar
    dan daar ook al nog weer naar na door wanneer wat hoe klant klanten antwoord
    hulp helpen oplossen opgelost oplossing behandelen behandeld klaar af doen sturen gestuurd insturen kijken
    hopelijk bedankt
    eerst eerste tijd vandaag weken maand dagen snel wil graag nodig fijn hoi geef geven ertussen
    verlangt tendrá tendría perdonad push button gett klappt lukt hanns leverera liefern leveren
    el los las una unas lo esto esta este estas eso ese o pero quien qué cómo su sus nosotros nuestro nuestra nuestros
    os
    vosotros yo mi se son era eran ser estar está están estaba estaría soy hemos había haber hay hace hacer haga
    voy puede podéis pueden pudierais poder debe deben tiene tienen tenemos tener del con sin por para desde como ya
    aún
    más muy mucho realmente también antes después cuando ahora aquí ahí todo todos cliente clientes caso respuesta
    ayuda ayudar ayudarnos
    ayudadme arreglar arreglarlo arreglo resolver solución tratar tratadlo listo enviar enviado enviarlo mirar espero
    gracias perdón siento
    primero tiempo hoy mañana semanas día días pronto rápida rápido quiere necesitamos hola
    dar dadle parte"""
"""Words that say nothing about a case by themselves: grammar, pleading, and what every ticket is about."""

MONTHS = """
    jan january feb february march apr april june july aug august sep sept september oct october nov november dec
    december
    januari februari mars maj juni juli augusti oktober januar februar märz mai dezember janvier février fév avril
    juin juillet
    août octobre décembre déc maart mei augustus okt dez enero febrero marzo abril mayo junio julio agosto septiembre
    octubre noviembre diciembre"""
DAYS = """
    monday tuesday wednesday thursday friday saturday sunday måndag tisdag onsdag torsdag fredag lördag söndag montag
    dienstag mittwoch
    donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche maandag dinsdag woensdag
    donderdag vrijdag
    zaterdag zondag lunes martes miércoles jueves viernes sábado domingo"""
"""Names that make a date; those of days also begin longer words."""

MILLIONS = "million miljon million mio mln mnkr mkr tkr millon"
"""Words that make a sum of a number."""
JOINTS = """
    and but because otherwise so och men eftersom annars und aber weil sonst denn et mais sinon car donc maar omdat
    anders want
    y pero porque sino"""
"""Words between two statements."""
THAT = "that att dass das que qu dat"
"""Words that go on with a statement after a comma."""
