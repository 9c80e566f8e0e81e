package io.cloudburst.sdk;

import java.io.Serializable;

/** What all functions have in common: their code and what they captured can be sent elsewhere. */
public sealed interface AnyFunction extends Serializable
        permits Function0, Function1, Function2, Function3, Function4, BatchFunction {}
