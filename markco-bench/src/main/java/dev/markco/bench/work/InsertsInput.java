package dev.markco.bench.work;

/**
 * Texts to insert into.
 *
 * @param state the encoded document that is measured
 * @param documents how many of it are inserted into in turn
 * @param warmUp the encoded document that is inserted into before anything is measured
 * @param warmUpSeconds for how long
 */
public record InsertsInput(byte[] state, int documents, byte[] warmUp, int warmUpSeconds) {}
