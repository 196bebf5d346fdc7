package dev.markco.agent.internal.project;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a list that lacks a document is believed. */
final class LackedOnceTest {
    @Test
    @DisplayName(
            "R12 R36 that a document is in another project takes two lists in a row, since the first may be older than it")
    void twice() {
        LackedOnce lacked = new LackedOnce();
        lacked.beginList();
        assertThat(lacked.isSecond("X")).isFalse();
        assertThat(lacked.isSecond("X")).as("the same list again").isFalse();
        lacked.beginList();
        assertThat(lacked.isSecond("X")).isTrue();
        assertThat(lacked.isSecond("Y")).as("each by itself").isFalse();
        lacked.beginList();
        lacked.beginList();
        assertThat(lacked.isSecond("X")).as("one list had it").isFalse();
    }
}
