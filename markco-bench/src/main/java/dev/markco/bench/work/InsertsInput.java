package dev.markco.bench.work;

/**
 * @param state a text in an encoded document
 * @param warmUp a short text, to insert into before anything is measured
 */
@SuppressWarnings("MissingSummary")
public record InsertsInput(byte[] state, byte[] warmUp, int warmUpSeconds) {}
