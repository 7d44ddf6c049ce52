import type { Alert } from '../model/alert.ts';

/** The alerts topic. */
export interface AlertTopic {
  /**
   * Resolves when every alert is accepted by the topic; what fails is retried one by one.
   * @throws TrailboltError `alerts.not-published` naming the alerts that the topic refused for good.
   */
  publish(alerts: readonly Alert[]): Promise<void>;
}
