// Claims: a sentence each, printed as they are settled. A claim that needs what an earlier one made says so and fails.

const LONGEST_MS = 30_000;
const REASON_MAX = 1_200;

let passed = 0;
let failed = 0;

/** Prints `ok NAME`, or `FAIL NAME` with the reason below. Gives what `check` gave, or undefined. */
export async function claim(name, check) {
  let timer;
  const tooLong = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not settled after ${LONGEST_MS / 1000} s`)), LONGEST_MS);
  });
  try {
    const given = await Promise.race([check(), tooLong]);
    passed += 1;
    console.log(`ok ${name}`);
    return given;
  } catch (error) {
    failed += 1;
    const words = [error?.message ?? String(error), error?.details].filter(Boolean).join(": ");
    const reason = words.trim().slice(0, REASON_MAX).split("\n").join("\n     ");
    console.log(`FAIL ${name}\n     ${reason}`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Prints the count; the process ends with 1 if a claim failed. */
export function settle() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Throws with both values unless they are alike as JSON. */
export function same(seen, wanted, what) {
  const [left, right] = [JSON.stringify(seen), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what}: ${left} instead of ${right}`);
}

/** Throws unless `held`. */
export function holds(held, what) {
  if (!held) throw new Error(what);
}

/** What an earlier claim made. */
export function from(earlier, what) {
  if (earlier === undefined) throw new Error(`there is no ${what}: the claim that makes it failed`);
  return earlier;
}
