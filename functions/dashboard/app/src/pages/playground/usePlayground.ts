/** @file A conversation with a model, as a team. */

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { Schemas } from "../../api/client";
import { settledCall } from "../jobs/settledCall";
import type { Said } from "./answer";
import { chat, type Ids } from "./chat";
import { balanceOf, type Report } from "./report";
import { bodyOf, type Settings } from "./request";

export type Message = Schemas["ChatMessage"];

/** After so long a call that is answered whole has its hold, in milliseconds. */
const HOLD_AFTER_MS = 400;

const NO_IDS: Ids = { jobId: null, callId: null, requestId: null };

/** The conversation, and what can be done with it. */
export type Playground = {
  messages: readonly Message[];
  /** What is being said right now. */
  saying: Said | null;
  isRunning: boolean;
  /** Whether the last answer was stopped before its end. */
  wasStopped: boolean;
  error: Error | null;
  report: Report | null;
  /** Says something more, or asks the same again. */
  send: (more: readonly Message[]) => void;
  stop: () => void;
  clear: () => void;
};

/** A conversation of a team with a model. It begins anew with another team. */
export function usePlayground(
  teamId: string | null,
  model: string | null,
  settings: Settings,
  getKey: () => Promise<string>,
): Playground {
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [saying, setSaying] = useState<Said | null>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const [wasStopped, setWasStopped] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const [report, setReport] = useState<Report | null>(null);
  const queryClient = useQueryClient();
  const current = useRef<AbortController | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what a team was told is no other team's business.
  useEffect(() => {
    setMessages([]);
    setReport(null);
    setError(null);
    setSaying(null);
    setRunning(null);
    setWasStopped(false);
    return () => {
      current.current?.abort();
      current.current = null;
    };
  }, [teamId]);

  async function call(team: string, alias: string, asked: readonly Message[], controller: AbortController) {
    const isCurrent = () => current.current === controller;
    const add = (part: Partial<Report>) => {
      if (isCurrent()) setReport((before) => before && { ...before, ...part });
    };
    const lookAtHold = () =>
      void balanceOf(team).then((during) => {
        // What is read after the end tells of the hold only if it is still there.
        if (during !== null && (!ended || during.credits_held > 0)) add({ during });
      });
    const said: { ids: Ids; partly: Said | null } = { ids: NO_IDS, partly: null };
    let ended = false;
    let holdTimer: ReturnType<typeof setTimeout> | undefined;
    setReport({ ids: NO_IDS, answered: null, before: null, during: null, after: null, call: null, isPending: true });
    try {
      const body = bodyOf(alias, settings, asked);
      const [key, before] = await Promise.all([getKey(), balanceOf(team)]);
      add({ before });
      if (!settings.stream) holdTimer = setTimeout(lookAtHold, HOLD_AFTER_MS);
      const answered = await chat(key, body, controller.signal, {
        onBegun: (ids) => {
          said.ids = ids;
          add({ ids });
          if (settings.stream) lookAtHold();
        },
        onSaid: (partly) => {
          said.partly = partly;
          if (isCurrent()) setSaying(partly);
        },
      });
      add({ answered });
      if (isCurrent()) setMessages([...asked, answered.said as Message]);
    } catch (reason) {
      if (!isCurrent()) return;
      if (controller.signal.aborted) {
        setWasStopped(true);
        // What was said stays; a tool call that is not whole cannot.
        if (said.partly?.content) setMessages([...asked, { role: "assistant", content: said.partly.content }]);
      } else {
        setError(reason instanceof Error ? reason : new Error(String(reason)));
      }
    } finally {
      ended = true;
      clearTimeout(holdTimer);
      if (isCurrent()) {
        setSaying(null);
        setRunning(null);
      }
    }
    const settled = said.ids.callId === null ? null : await settledCall(said.ids.callId);
    add({ call: settled, after: await balanceOf(team), isPending: false });
    // Credits, jobs and usage have changed.
    void queryClient.invalidateQueries();
  }

  return {
    messages,
    saying,
    isRunning: running !== null,
    wasStopped,
    error,
    report,
    send: (more) => {
      if (teamId === null || model === null || running !== null) return;
      const controller = new AbortController();
      current.current = controller;
      const asked = [...messages, ...more];
      setMessages(asked);
      setRunning(controller);
      setWasStopped(false);
      setError(null);
      void call(teamId, model, asked, controller);
    },
    stop: () => running?.abort(),
    clear: () => {
      running?.abort();
      current.current = null;
      setRunning(null);
      setMessages([]);
      setSaying(null);
      setReport(null);
      setError(null);
      setWasStopped(false);
    },
  };
}
