//! Stands in for the package react-style-singleton, with the same three exports: styles that are there while at least
//! one component asks for them. The original writes an inline <style>, which the Content-Security-Policy refuses; this
//! one adopts a constructed style sheet.

import { useEffect } from "react";

export function stylesheetSingleton() {
  let users = 0;
  let sheet = null;
  return {
    add(css) {
      if (users === 0) {
        sheet = new CSSStyleSheet();
        sheet.replaceSync(css);
        document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
      }
      users += 1;
    },
    remove() {
      users -= 1;
      if (users === 0) {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((adopted) => adopted !== sheet);
        sheet = null;
      }
    },
  };
}

export function styleHookSingleton() {
  const shared = stylesheetSingleton();
  return function useStyle(styles, isDynamic) {
    useEffect(() => {
      shared.add(styles);
      return () => shared.remove();
    }, [styles && isDynamic]);
  };
}

export function styleSingleton() {
  const useStyle = styleHookSingleton();
  return function Sheet({ styles, dynamic }) {
    useStyle(styles, dynamic);
    return null;
  };
}
