package dev.bulkhead.ui.testing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;

/** The tenants of a {@link FakeSupervisor}, in the order in which they were added. */
public final class FakeTenants {
    private final Map<String, FakeTenant> all = new LinkedHashMap<>();

    public void put(String id, FakeTenant tenant) {
        all.put(id, tenant);
    }

    public void remove(String id) {
        all.remove(id);
    }

    public boolean has(String id) {
        return all.containsKey(id);
    }

    public FakeTenant get(String id) {
        FakeTenant tenant = all.get(id);
        if (tenant == null) {
            throw new NoSuchElementException("no tenant " + id);
        }
        return tenant;
    }

    void forEach(BiConsumer<String, FakeTenant> reader) {
        all.forEach(reader);
    }
}
