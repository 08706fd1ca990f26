package dev.bulkhead.ui.link;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bulkhead.protocol.control.ControlClient;
import dev.bulkhead.ui.model.Question;
import dev.bulkhead.ui.model.WindowModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** Keeps the questions of the model as the supervisor asks them. */
final class QuestionFeed implements AutoCloseable {
    private final WindowModel model;
    private final Executor window;
    private final Following following;

    QuestionFeed(Dial dial, WindowModel model, Executor window) {
        this.model = model;
        this.window = window;
        this.following = new Following(dial, "approvals.watch", ControlClient.JSON.createObjectNode(), new Questions());
    }

    private void drop(String id) {
        model.questions()
                .set(model.questions().get().stream()
                        .filter(question -> !question.id().equals(id))
                        .toList());
    }

    private void add(Question question) {
        drop(question.id());
        List<Question> all = new ArrayList<>(model.questions().get());
        all.add(question);
        model.questions().set(List.copyOf(all));
    }

    @Override
    public void close() {
        following.close();
    }

    private final class Questions implements Following.Listener {
        @Override
        public void opened() {
            window.execute(() -> model.questions().set(List.of()));
        }

        @Override
        public void item(JsonNode item) {
            String id = item.path("id").asText();
            if (item.path("event").asText().equals("settled")) {
                window.execute(() -> drop(id));
            } else {
                QuestionAnswers.question(item).ifPresent(question -> window.execute(() -> add(question)));
            }
        }

        /** That nobody answers is said elsewhere; what nobody asks any more must not be answered. */
        @Override
        public void ended(String why) {
            window.execute(() -> model.questions().set(List.of()));
        }
    }
}
