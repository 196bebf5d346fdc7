package dev.markco.bench.load;

/**
 * Clients that all type.
 *
 * @param name the beginning of the documents' names
 * @param documents how many documents are typed in
 * @param clientsEach how many clients each has
 * @param perSecond updates of all clients together in a second
 */
record TypingWorkload(String name, int documents, int clientsEach, int perSecond) {
    int clients() {
        return documents * clientsEach;
    }

    String document(int client) {
        return "local/load/" + name + '-' + client % documents;
    }
}
