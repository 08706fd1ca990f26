package dev.bulkhead.ui.approvals;

import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.ReadableJson;

/** What a question is about, in one word. Stateless. */
final class Words {
    private Words() {}

    /** The tool, or the program, that wants something. Others named it: what cannot be seen in it is written out. */
    static String what(Question question) {
        return ReadableJson.plain(
                switch (question.subject()) {
                    case Question.Call call -> call.tool();
                    case Question.Host host -> host.program().fileName();
                });
    }
}
