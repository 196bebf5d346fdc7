package dev.markco.bench.work;

/**
 * Two texts to insert into.
 *
 * @param state the encoded document that is measured
 * @param warmUp the encoded document that is inserted into before anything is measured
 * @param warmUpSeconds for how long
 */
public record InsertsInput(byte[] state, byte[] warmUp, int warmUpSeconds) {}
