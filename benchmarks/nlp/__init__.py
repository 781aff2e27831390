"""La lecture des messages, à côté d'autres méthodes : mêmes messages appris, mêmes mains jugées. `make bench-nlp`."""
