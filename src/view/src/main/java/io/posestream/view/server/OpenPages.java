package io.posestream.view.server;

import io.posestream.view.store.StoreListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Passes what is new on to every page that is open.
 *
 * <p>Thread-safe.
 */
final class OpenPages implements StoreListener {
  private final List<PageClient> clients = new CopyOnWriteArrayList<>();

  void add(PageClient client) {
    clients.add(client);
  }

  void remove(PageClient client) {
    clients.remove(client);
  }

  @Override
  public void frame(int camera, byte[] frame) {
    for (PageClient client : clients) {
      client.frame(camera, frame);
    }
  }

  @Override
  public void message(String json) {
    for (PageClient client : clients) {
      client.message(json);
    }
  }
}
