package io.cloudburst.chaos.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A set has what was added and acknowledged, but for what somebody has begun to remove; and has not what was removed and acknowledged,
 * unless it was added by a write that had not been acknowledged when the removal began, and so may not have been seen by it.
 */
final class SetHistory implements KeyHistory {
    private final Map<String, Element> elements = new HashMap<>();

    private static final class Element {
        private boolean added;
        private boolean surelyAdded;
        /** Of the adds, the last acknowledgement. */
        private long lastAdd = -1;

        private boolean removed;
        /** When the last removal was begun that was acknowledged; -1: there is none. */
        private long surelyRemoved = -1;
    }

    @Override
    public void add(String value, boolean removed, long begun, long acknowledged) {
        Element element = elements.computeIfAbsent(value, first -> new Element());
        if (removed) {
            element.removed = true;
            if (acknowledged != NEVER) {
                element.surelyRemoved = Math.max(element.surelyRemoved, begun);
            }
        } else {
            element.added = true;
            element.surelyAdded |= acknowledged != NEVER;
            element.lastAdd = Math.max(element.lastAdd, acknowledged);
        }
    }

    @Override
    public void check(String where, List<String> seen, Violations violations) {
        Set<String> there = new HashSet<>(seen);
        elements.forEach((name, element) -> {
            if (element.surelyAdded && !element.removed && !there.contains(name)) {
                violations.add(Violation.Kind.LOST, "%s has no %s", where, name);
            }
            if (element.lastAdd < element.surelyRemoved && there.contains(name)) {
                violations.add(Violation.Kind.LOST, "%s has %s, which was removed", where, name);
            }
        });
        for (String name : there) {
            Element element = elements.get(name);
            if (element == null || !element.added) {
                violations.add(Violation.Kind.NEVER_WRITTEN, "%s has %s, which nobody added", where, name);
            }
        }
        if (there.size() < seen.size()) {
            violations.add(Violation.Kind.TWICE, "%s has an element twice", where);
        }
    }
}
